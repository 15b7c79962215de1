package dev.sheaf.policies.dataset;

/**
 * Measures how well an order mixes the samples of a dataset: how unpredictable the step from one
 * sample to the next is.
 *
 * <p>The steps {@code (next id − id) mod samples} are counted in ranges of equal width; the figure
 * is the entropy of these counts, as a share of what as many steps of a uniform order have on
 * average. 0 is an order that always takes the same step, such as by id; about 1 is a uniform
 * permutation. It looks at ids, not at what the samples show: ids of a tree of files are permuted
 * before they are packed, those of an archive are in the archive's order.
 *
 * <p><i>Source:</i> the entropy of differences by which MosaicML Streaming compares its shuffling
 * algorithms ({@code scripts/simulation}); ranges instead of single differences, so that it can be
 * taken of a part of an epoch. <i>Cost:</i> O(1) a sample, 2 KiB.
 */
public final class ShuffleQuality {
  private static final int RANGES = 256;

  /** Below this many steps the counts say little. */
  private static final int LEAST_STEPS = 2 * RANGES;

  private final long samples;
  private final long[] counts = new long[RANGES];
  private long before = -1;
  private long steps;

  /** Of an order of {@code samples} samples, of which nothing was seen yet. */
  public ShuffleQuality(long samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1 but was " + samples);
    }
    this.samples = samples;
  }

  /** The order goes on with {@code id}, 0 up to below the number of samples. */
  public void next(long id) {
    if (before >= 0) {
      var step = Math.floorMod(id - before, samples);
      counts[(int) (step * RANGES / samples)]++;
      steps++;
    }
    before = id;
  }

  /** From 0 to about 1; NaN while fewer than 512 steps were seen. */
  public double quality() {
    return steps < LEAST_STEPS ? Double.NaN : entropyBits() / uniformBits();
  }

  private double entropyBits() {
    var bits = 0.0;
    for (var count : counts) {
      if (count > 0) {
        var share = (double) count / steps;
        bits -= share * log2(share);
      }
    }
    return bits;
  }

  /** What counts of so many uniform steps have on average: Miller's correction (1955). */
  private double uniformBits() {
    var ranges = (int) Math.min(RANGES, samples);
    return log2(ranges) - (ranges - 1) / (2 * steps * StrictMath.log(2));
  }

  private static double log2(double value) {
    return StrictMath.log(value) / StrictMath.log(2);
  }
}
