package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.ensemble.Preparing;
import dev.sheaf.policies.form.FormChoice;
import dev.sheaf.policies.form.FormChoice.Form;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The decoded form of a node's samples: each is decoded once for all members that read it.
 *
 * <p>Datasets whose samples are worth more as pixels have them kept here, the last that came for as
 * long as there is room; members that need a sample that another is decoding wait for it. For all
 * others it decodes and does nothing else.
 *
 * <p>Which dataset is which, {@link Mode} says; with {@link Mode#AUTO} the model does, asked again
 * every {@value #ASK_EVERY} decodes with what was measured.
 */
public final class DecodedSamples implements SampleDecoder {
  private static final int ASK_EVERY = 1024;
  private static final long DECODES_TO_KNOW = 256;
  private static final int CHANNELS = 3;
  private static final double NANOS = 1e9;

  private final SampleDecoder decoder;
  private final Mode mode;
  private final long capacityBytes;
  private final Facts facts;
  private final Map<DatasetVersion, FormChoice.Verdict> verdicts = new ConcurrentHashMap<>();
  private final Map<Key, CompletableFuture<Optional<MemorySegment>>> pixels = new LinkedHashMap<>();
  private final LongAdder decodes = new LongAdder();
  private final LongAdder decodeNanos = new LongAdder();
  private final LongAdder augmented = new LongAdder();
  private final LongAdder augmentNanos = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private long usedBytes;

  /** In which form samples are kept. */
  public enum Mode {
    /** What the model says. */
    AUTO,
    /** As they are stored. */
    ENCODED,
    /** As pixels. */
    DECODED
  }

  /** What a node knows beside its decoder. */
  public interface Facts {
    /**
     * What the model needs; empty while something is not measured yet.
     *
     * @param decodedBytes size of one sample as pixels
     */
    Optional<FormChoice.Measured> measured(
        DatasetVersion version, double decodedBytes, Rates ofOneProcessor);
  }

  /** Samples a second. */
  public record Rates(double decode, double augment) {}

  private record Key(Sample sample, int height, int width) {
    long sizeBytes() {
      return (long) CHANNELS * height * width;
    }
  }

  /**
   * Decoded samples over a decoder.
   *
   * @param capacityBytes of pixels that are kept
   */
  public DecodedSamples(SampleDecoder decoder, Mode mode, long capacityBytes, Facts facts) {
    this.decoder = decoder;
    this.mode = mode;
    this.capacityBytes = capacityBytes;
    this.facts = facts;
  }

  @Override
  public boolean decode(
      Sample sample, List<MemorySegment> pieces, MemorySegment planar, int height, int width) {
    var key = new Key(sample, height, width);
    if (form(sample.version()) == Form.ENCODED || key.sizeBytes() > capacityBytes) {
      return timed(key, pieces, planar);
    }
    var mine = new CompletableFuture<Optional<MemorySegment>>();
    var theirs = begin(key, mine);
    if (theirs != null) {
      return share(theirs, key, pieces, planar);
    }
    try {
      var decoded = timed(key, pieces, planar);
      mine.complete(decoded ? Optional.of(copy(planar, key)) : Optional.empty());
      return decoded;
    } finally {
      // A decoder that broke leaves nobody waiting; done already otherwise.
      mine.complete(Optional.empty());
    }
  }

  private boolean share(
      CompletableFuture<Optional<MemorySegment>> theirs,
      Key key,
      List<MemorySegment> pieces,
      MemorySegment planar) {
    var shared = theirs.join();
    shared.ifPresent(from -> planar.copyFrom(from));
    if (shared.isPresent()) {
      hits.increment();
      return true;
    }
    return timed(key, pieces, planar);
  }

  /** Another's pixels, come or to come; null when it is for the caller to decode them. */
  private @org.jspecify.annotations.Nullable CompletableFuture<Optional<MemorySegment>> begin(
      Key key, CompletableFuture<Optional<MemorySegment>> mine) {
    synchronized (pixels) {
      var theirs = pixels.putIfAbsent(key, mine);
      if (theirs == null) {
        usedBytes += key.sizeBytes();
        for (var eldest = pixels.keySet().iterator(); usedBytes > capacityBytes; ) {
          usedBytes -= eldest.next().sizeBytes();
          eldest.remove();
        }
      }
      return theirs;
    }
  }

  private static MemorySegment copy(MemorySegment planar, Key key) {
    var bytes = new byte[Math.toIntExact(key.sizeBytes())];
    var kept = MemorySegment.ofArray(bytes);
    kept.copyFrom(planar.asSlice(0, bytes.length));
    return kept;
  }

  private boolean timed(Key key, List<MemorySegment> pieces, MemorySegment planar) {
    var began = System.nanoTime();
    var decoded = decoder.decode(key.sample(), pieces, planar, key.height(), key.width());
    decodeNanos.add(System.nanoTime() - began);
    decodes.increment();
    if (mode == Mode.AUTO && decodes.sum() % ASK_EVERY == 0) {
      facts
          .measured(key.sample().version(), (double) key.sizeBytes(), rates())
          .map(FormChoice::of)
          .ifPresent(verdict -> verdicts.put(key.sample().version(), verdict));
    }
    return decoded;
  }

  private Form form(DatasetVersion version) {
    return switch (mode) {
      case ENCODED -> Form.ENCODED;
      case DECODED -> Form.DECODED;
      case AUTO -> verdict(version).map(FormChoice.Verdict::form).orElse(Form.ENCODED);
    };
  }

  /** What the model said of a dataset last; empty before it was asked. */
  public Optional<FormChoice.Verdict> verdict(DatasetVersion version) {
    return Optional.ofNullable(verdicts.get(version));
  }

  @Override
  public void augmented(long nanos, int samples) {
    augmentNanos.add(nanos);
    augmented.add(samples);
  }

  /** What one processor does; decoding and augmenting count as one where both are done. */
  public Rates rates() {
    var augment = seconds(augmentNanos, augmented);
    return new Rates(1 / (seconds(decodeNanos, decodes) + augment), 1 / augment);
  }

  /** What decoding has cost, once enough was decoded. */
  public Preparing preparing() {
    return decodes() < DECODES_TO_KNOW
        ? Preparing.ASSUMED
        : Preparing.measured(secondsPerDecode(), Runtime.getRuntime().availableProcessors());
  }

  /** What a decode has taken so far, on average. */
  public double secondsPerDecode() {
    return seconds(decodeNanos, decodes);
  }

  /** The mean; of nothing, as good as none at all. */
  private static double seconds(LongAdder nanos, LongAdder count) {
    return Math.max(1, nanos.sum()) / NANOS / Math.max(1, count.sum());
  }

  /** Samples decoded. */
  public long decodes() {
    return decodes.sum();
  }

  /** Samples that were there as pixels. */
  public long hits() {
    return hits.sum();
  }

  /** Bytes of pixels that are kept. */
  public long usedBytes() {
    synchronized (pixels) {
      return usedBytes;
    }
  }
}
