package dev.sheaf.policies.dataset;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Decides which samples share a package.
 *
 * <p><i>Goals:</i> a package is one origin read of fair size; samples that are neighbours in the
 * origin are not neighbours in training. <i>Algorithm:</i> samples in origin order are cut into
 * pieces, the pieces are put in a seeded order, and packages are filled with whole pieces. A piece
 * is one sample where every sample is an object of its own; in an archive it is a run of at least a
 * megabyte, and a package has one to eight of them, so that a GET stays worth its price.
 *
 * <table>
 *   <caption>An archive of 10 GiB</caption>
 *   <tr><td>package</td><td>16 MiB (1/256 would be 40)</td></tr>
 *   <tr><td>piece</td><td>2 MiB</td></tr>
 *   <tr><td>pieces a package</td><td>8, from eight seeded places</td></tr>
 * </table>
 *
 * <p><i>Cost:</i> O(n log n), once, at indexing.
 */
public final class PackageLayout {
  /** The smallest package that is aimed at. */
  public static final long LEAST_BYTES = 64L << 10;

  /** The largest package. */
  public static final long MOST_BYTES = 16L << 20;

  private static final int PACKAGES_AT_LEAST = 256;
  private static final int PIECES = 8;
  private static final long PIECE_BYTES = 1L << 20;

  private final int[] order;
  private final int[] counts;

  private PackageLayout(int[] order, int[] counts) {
    this.order = order;
    this.counts = counts;
  }

  /** The size of packages that a dataset of {@code totalBytes} is cut into. */
  public static long packageBytes(long totalBytes) {
    return Math.clamp(totalBytes / PACKAGES_AT_LEAST, LEAST_BYTES, MOST_BYTES);
  }

  /** The layout of samples that are an object each. */
  public static PackageLayout ofObjects(int[] sizesBytes, long seed) {
    return of(sizesBytes, 1, seed);
  }

  /** The layout of samples that lie one after another in archives. */
  public static PackageLayout ofArchive(int[] sizesBytes, long seed) {
    var size = packageBytes(total(sizesBytes));
    return of(sizesBytes, Math.max(size / PIECES, Math.min(size, PIECE_BYTES)), seed);
  }

  private static PackageLayout of(int[] sizesBytes, long pieceBytes, long seed) {
    if (sizesBytes.length == 0) {
      throw new IllegalArgumentException("a dataset needs at least 1 sample but had 0");
    }
    var order = new int[sizesBytes.length];
    var at = 0;
    var pieces = pieces(sizesBytes, pieceBytes);
    for (int piece : shuffled(pieces.length - 1, seed)) {
      for (int sample = pieces[piece]; sample < pieces[piece + 1]; sample++) {
        order[at++] = sample;
      }
    }
    return new PackageLayout(order, fill(order, sizesBytes));
  }

  /** The first sample of each piece, and one past the last. */
  private static int[] pieces(int[] sizesBytes, long pieceBytes) {
    var firsts = IntStream.builder();
    var filled = pieceBytes;
    for (int sample = 0; sample < sizesBytes.length; sample++) {
      if (filled >= pieceBytes) {
        firsts.add(sample);
        filled = 0;
      }
      filled += sizesBytes[sample];
    }
    return firsts.add(sizesBytes.length).build().toArray();
  }

  private static int[] shuffled(int count, long seed) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(i -> Draw.draw(seed, i)).thenComparing(i -> i))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** How many samples in order each package takes; none is larger than it must be. */
  private static int[] fill(int[] order, int[] sizesBytes) {
    var size = packageBytes(total(sizesBytes));
    var counts = IntStream.builder();
    var count = 0;
    var filled = 0L;
    for (int sample : order) {
      if (count > 0 && filled + sizesBytes[sample] > size) {
        counts.add(count);
        count = 0;
        filled = 0;
      }
      count++;
      filled += sizesBytes[sample];
    }
    return counts.add(count).build().toArray();
  }

  private static long total(int[] sizesBytes) {
    return Arrays.stream(sizesBytes).asLongStream().sum();
  }

  /** Which sample of the origin order becomes id {@code i}. */
  public int[] order() {
    return order.clone();
  }

  /** How many samples each package holds, in order of package. */
  public int[] counts() {
    return counts.clone();
  }
}
