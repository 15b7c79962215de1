package dev.sheaf.policies.dataset;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Decides which samples share a package.
 *
 * <p><i>Goals:</i> a package is one origin read of fair size; samples that are neighbours in the
 * origin are not neighbours in training. <i>Algorithm:</i> samples in origin order are cut into
 * pieces, the pieces are put in a seeded order, and packages are filled with whole pieces. A piece
 * is one sample where every sample is an object of its own; in an archive it is a run of at least a
 * megabyte, and a package has one to eight of them, so that a GET stays worth its price. What a job
 * has open is not there for others, and is counted in packages: so there are many of them.
 *
 * <table>
 *   <caption>An archive of 10 GiB</caption>
 *   <tr><td>package</td><td>16 MiB (1/512 would be 20)</td></tr>
 *   <tr><td>piece</td><td>2 MiB</td></tr>
 *   <tr><td>pieces a package</td><td>8, from eight seeded places</td></tr>
 * </table>
 *
 * <p><i>Cost:</i> O(n log n), once, at indexing; 4 bytes a piece and 4 a package, 4 more a piece in
 * an archive.
 */
public final class PackageLayout {
  /** The smallest package that is aimed at. */
  public static final long LEAST_BYTES = 64L << 10;

  /** The largest package. */
  public static final long MOST_BYTES = 16L << 20;

  /** The cache holds packages in pages of this size, so they are aimed at whole ones. */
  public static final int PAGE_BYTES = 16 << 10;

  private static final int PACKAGES_AT_LEAST = 512;
  private static final int PIECES = 8;
  private static final long PIECE_BYTES = 1L << 20;

  /** Drawn values are told apart by so many of their leading bits before they are sorted. */
  private static final int BUCKET_BITS = 12;

  private final Pieces pieces;
  private final int[] order;
  private final int[] counts;

  /** Samples in origin order, with the size in bytes of each. */
  private record Samples(int count, IntUnaryOperator sizesBytes) {
    Samples {
      if (count < 1) {
        throw new IllegalArgumentException("a dataset needs at least 1 sample but had " + count);
      }
    }

    int sizeBytes(int sample) {
      return sizesBytes.applyAsInt(sample);
    }

    long totalBytes() {
      var total = 0L;
      for (int sample = 0; sample < count; sample++) {
        total += sizeBytes(sample);
      }
      return total;
    }
  }

  /** Runs of neighbours, each from its first sample up to the first one of the next. */
  private record Pieces(int count, IntUnaryOperator first) {
    int first(int piece) {
      return first.applyAsInt(piece);
    }
  }

  private PackageLayout(Samples samples, long packageBytes, Pieces pieces, long seed) {
    this.pieces = pieces;
    this.order = shuffled(pieces.count(), seed);
    this.counts = fill(samples, packageBytes);
  }

  /** The size of packages that a dataset of {@code totalBytes} is cut into. */
  public static long packageBytes(long totalBytes) {
    var pages = totalBytes / PACKAGES_AT_LEAST / PAGE_BYTES;
    return Math.clamp(pages * PAGE_BYTES, LEAST_BYTES, MOST_BYTES);
  }

  /**
   * The layout of samples that are an object each.
   *
   * @param count how many samples there are
   * @param sizesBytes the size of each, in origin order
   */
  public static PackageLayout ofObjects(int count, IntUnaryOperator sizesBytes, long seed) {
    var samples = new Samples(count, sizesBytes);
    var each = new Pieces(count, IntUnaryOperator.identity());
    return new PackageLayout(samples, packageBytes(samples.totalBytes()), each, seed);
  }

  /**
   * The layout of samples that lie one after another in archives.
   *
   * @param count how many samples there are
   * @param sizesBytes the size of each, in origin order
   */
  public static PackageLayout ofArchive(int count, IntUnaryOperator sizesBytes, long seed) {
    var samples = new Samples(count, sizesBytes);
    var size = packageBytes(samples.totalBytes());
    var pieceBytes = Math.max(size / PIECES, Math.min(size, PIECE_BYTES));
    return new PackageLayout(samples, size, runs(samples, pieceBytes), seed);
  }

  private static Pieces runs(Samples samples, long pieceBytes) {
    var builder = IntStream.builder();
    var filled = pieceBytes;
    for (int sample = 0; sample < samples.count(); sample++) {
      if (filled >= pieceBytes) {
        builder.add(sample);
        filled = 0;
      }
      filled += samples.sizeBytes(sample);
    }
    var firsts = builder.add(samples.count()).build().toArray();
    return new Pieces(firsts.length - 1, piece -> firsts[piece]);
  }

  /**
   * The numbers below {@code count} in order of what is drawn for each. They are dealt out by the
   * leading bits of it, and one bucket at a time is sorted.
   */
  private static int[] shuffled(int count, long seed) {
    var ends = new int[1 << BUCKET_BITS];
    for (int i = 0; i < count; i++) {
      ends[bucket(seed, i)]++;
    }
    for (int bucket = 1; bucket < ends.length; bucket++) {
      ends[bucket] += ends[bucket - 1];
    }
    var firsts = ends.clone();
    var order = new int[count];
    for (int i = 0; i < count; i++) {
      order[--firsts[bucket(seed, i)]] = i;
    }
    for (int bucket = 0; bucket < ends.length; bucket++) {
      sort(order, firsts[bucket], ends[bucket], seed);
    }
    return order;
  }

  private static int bucket(long seed, int i) {
    return (int) (Draw.draw(seed, i) >> (Long.SIZE - BUCKET_BITS)) + (1 << (BUCKET_BITS - 1));
  }

  private static void sort(int[] order, int from, int to, long seed) {
    var sorted =
        IntStream.range(from, to)
            .mapToObj(at -> order[at])
            .sorted(
                Comparator.<Integer>comparingLong(i -> Draw.draw(seed, i)).thenComparing(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, order, from, sorted.length);
  }

  /** How many samples in order each package takes; none is larger than it must be. */
  private int[] fill(Samples samples, long packageBytes) {
    var packed = IntStream.builder();
    var count = 0;
    var filled = 0L;
    for (var all = order(); all.hasNext(); ) {
      var size = samples.sizeBytes(all.nextInt());
      if (count > 0 && filled + size > packageBytes) {
        packed.add(count);
        count = 0;
        filled = 0;
      }
      count++;
      filled += size;
    }
    return packed.add(count).build().toArray();
  }

  /** Which sample of the origin order becomes id 0, 1 and so on. */
  public PrimitiveIterator.OfInt order() {
    return new Order();
  }

  /** How many samples each package holds, in order of package. */
  public int[] counts() {
    return counts.clone();
  }

  /** Goes through the pieces as they are ordered, and through the samples of each. */
  private final class Order implements PrimitiveIterator.OfInt {
    private int next;
    private int sample;
    private int end;

    @Override
    public boolean hasNext() {
      return sample < end || next < order.length;
    }

    @Override
    public int nextInt() {
      if (!hasNext()) {
        throw new NoSuchElementException("all samples were given");
      }
      if (sample == end) {
        var piece = order[next++];
        sample = pieces.first(piece);
        end = pieces.first(piece + 1);
      }
      return sample++;
    }
  }
}
