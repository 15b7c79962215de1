package dev.sheaf.lambda.bridge.erasure;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Reed-Solomon code: makes {@code parity} chunks of {@code data} chunks, and any chunk again of
 * any {@code data} others. Chunks 0 and up are the data as they are, parity follows.
 *
 * <p>Immutable and thread-safe. It keeps what it prepared for a pattern of losses, so one is made
 * and shared.
 *
 * <p><i>Shape:</i> field and matrix are ISA-L's (see {@link Matrix#generator}), so its chunks are
 * too. All chunks of a stripe have one length, that of the longest given; a data chunk may be given
 * without its zeros at the end, see {@link StripeShape}. Any length will do.
 *
 * <p><i>Errors:</i> what a caller can get wrong is an {@link IllegalArgumentException}. Segments
 * are off-heap, and their arenas must stay open until a call returns: kernels go by address.
 */
public final class ErasureCode {
  /** As many chunks as the field allows in a stripe, of data and parity together. */
  public static final int MOST_CHUNKS = 255;

  private static final Map<Shared, ErasureCode> SHARED = new ConcurrentHashMap<>();

  private record Shared(int data, int parity, KernelKind kind) {}

  private final int data;
  private final int parity;
  private final KernelKind kind;
  private final Products products;
  private final List<Integer> allData;
  private final List<Integer> allParity;

  private ErasureCode(int data, int parity, KernelKind kind) {
    if (data < 1 || parity < 0 || data + parity > MOST_CHUNKS) {
      throw new IllegalArgumentException(
          "a code must have 1 or more data and at most %d chunks but was %d+%d"
              .formatted(MOST_CHUNKS, data, parity));
    }
    this.data = data;
    this.parity = parity;
    this.kind = kind;
    this.products = new Products(Matrix.generator(data, parity), kind.kernel());
    this.allData = range(0, data);
    this.allParity = range(data, data + parity);
  }

  /** The code, shared by all, on the fastest kernel of this machine: {@link KernelKind#chosen}. */
  public static ErasureCode of(int data, int parity) {
    return SHARED.computeIfAbsent(
        new Shared(data, parity, KernelKind.chosen()),
        shared -> of(shared.data(), shared.parity(), shared.kind()));
  }

  /** A code on a kernel of choice, which must be able to run here. */
  public static ErasureCode of(int data, int parity, KernelKind kind) {
    return new ErasureCode(data, parity, kind);
  }

  /** What computes. */
  public KernelKind kernel() {
    return kind;
  }

  /** Chunks of data. */
  public int data() {
    return data;
  }

  /** Chunks of parity. */
  public int parity() {
    return parity;
  }

  /**
   * Fills the parity chunks.
   *
   * @param data all of them, in order
   * @param parity all of them, in order, of one length
   */
  public void encode(List<MemorySegment> data, List<MemorySegment> parity) {
    hold("data", data, this.data);
    hold("parity", parity, this.parity);
    write(new Chunks(allData, data), new Chunks(allParity, parity));
  }

  /**
   * Fills the chunks that are wanted, and no others, from those that are there.
   *
   * <p>Of more than are needed, the first ones are taken: data before parity.
   *
   * @param chunks all of the stripe, in order; null where one is lost
   * @param wanted by index, of data and of parity; each of them lost
   */
  public void rebuild(List<@Nullable MemorySegment> chunks, Map<Integer, MemorySegment> wanted) {
    if (chunks.size() != data + parity) {
      throw new IllegalArgumentException(
          "a stripe of %s must have %d chunks but had %d"
              .formatted(this, data + parity, chunks.size()));
    }
    var targets = new TreeMap<>(wanted);
    for (var index : targets.keySet()) {
      if (index < 0 || index >= chunks.size() || chunks.get(index) != null) {
        throw new IllegalArgumentException(
            "a wanted chunk must be a lost one of 0..%d but was %d"
                .formatted(chunks.size() - 1, index));
      }
    }
    var from =
        IntStream.range(0, chunks.size())
            .filter(index -> chunks.get(index) != null)
            .limit(data)
            .boxed()
            .toList();
    if (from.size() < data) {
      throw new IllegalArgumentException(
          "a stripe of %s must have %d chunks to rebuild from but had %d"
              .formatted(this, data, from.size()));
    }
    var sources = from.stream().flatMap(index -> Stream.ofNullable(chunks.get(index))).toList();
    write(
        new Chunks(from, sources),
        new Chunks(List.copyOf(targets.keySet()), List.copyOf(targets.values())));
  }

  /** Whether all parity chunks are what the data make. */
  public boolean verify(List<MemorySegment> data, List<MemorySegment> parity) {
    hold("data", data, this.data);
    hold("parity", parity, this.parity);
    return matches(new Chunks(allData, data), new Chunks(allParity, parity));
  }

  /**
   * Whether one chunk of parity is what the data make.
   *
   * @param index of the chunk in the stripe, from {@link #data()} on
   */
  public boolean verify(List<MemorySegment> data, int index, MemorySegment chunk) {
    hold("data", data, this.data);
    if (index < this.data || index >= this.data + this.parity) {
      throw new IllegalArgumentException(
          "a parity chunk must be %d..%d but was %d"
              .formatted(this.data, this.data + this.parity - 1, index));
    }
    return matches(new Chunks(allData, data), new Chunks(List.of(index), List.of(chunk)));
  }

  private void write(Chunks sources, Chunks targets) {
    if (!targets.segments().isEmpty()) {
      var product = product(sources, targets);
      product.writeTo(targets.checkedTargets(sources).array());
    }
  }

  private boolean matches(Chunks sources, Chunks expected) {
    return expected.segments().isEmpty() || product(sources, expected).matches(expected.array());
  }

  private PaddedProduct product(Chunks sources, Chunks targets) {
    var lengthBytes = Math.max(sources.longestBytes(), targets.longestBytes());
    sources.checked(data, lengthBytes);
    targets.checked(data, lengthBytes);
    var product = products.of(sources.indices(), targets.indices());
    return new PaddedProduct(product, sources.array(), lengthBytes);
  }

  private static void hold(String name, List<MemorySegment> chunks, int count) {
    if (chunks.size() != count) {
      throw new IllegalArgumentException(
          "%s must be %d chunks but were %d".formatted(name, count, chunks.size()));
    }
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Override
  public String toString() {
    return data + "+" + parity;
  }
}
