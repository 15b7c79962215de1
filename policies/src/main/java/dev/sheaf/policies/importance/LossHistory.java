package dev.sheaf.policies.importance;

import java.util.Arrays;

/**
 * The last losses that were seen, and where another loss stands among them.
 *
 * <p><i>Cost:</i> one sort after each change, then O(log length) a question.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023) as released, {@code his_loss} of its sampler,
 * which follows Jiang et al., "Accelerating deep learning by focusing on the biggest losers", 2019.
 */
public final class LossHistory {
  private static final double[] NONE = {};

  private final double[] ring;
  private int size;
  private int next;
  private double[] sorted = NONE;
  private double[] percents = NONE;

  /** An empty history that holds the last {@code length} losses. */
  public LossHistory(int length) {
    if (length < 2) {
      throw new IllegalArgumentException("length must be at least 2 but was " + length);
    }
    this.ring = new double[length];
  }

  /** True when it has as many losses as it holds. */
  public boolean full() {
    return size == ring.length;
  }

  /** Adds a loss; the oldest leaves when it is full. */
  public void append(double loss) {
    ring[next] = loss;
    next = (next + 1) % ring.length;
    size = Math.min(size + 1, ring.length);
    sorted = NONE;
    percents = NONE;
  }

  /** The share of the history that is below {@code loss}; an equal one counts half. */
  public double percentile(double loss) {
    return percentile(sorted(), loss);
  }

  /** The share of {@code values}, which are in order, that is below {@code loss}. */
  static double percentile(double[] values, double loss) {
    return (firstAtLeast(values, loss) + firstAbove(values, loss)) / (2.0 * values.length);
  }

  /**
   * The released code's percentile: the first of the whole percents 0..99 that is above {@code
   * loss}, over 100. What is above the 99th is given 0, so the hardest hundredth is never chosen.
   */
  public double percentileAsReleased(double loss) {
    if (percents.length == 0) {
      percents = wholePercents(sorted());
    }
    var first = firstAbove(percents, loss);
    return first == percents.length ? 0 : first / 100.0;
  }

  private static double[] wholePercents(double[] values) {
    var percents = new double[100];
    for (int percent = 0; percent < 100; percent++) {
      percents[percent] = interpolated(values, percent / 100.0);
    }
    return percents;
  }

  private double[] sorted() {
    if (size == 0) {
      throw new IllegalStateException("a history must have a loss before a percentile is asked");
    }
    if (sorted.length == 0) {
      sorted = Arrays.copyOf(ring, size);
      Arrays.sort(sorted);
    }
    return sorted;
  }

  private static double interpolated(double[] values, double share) {
    var place = share * (values.length - 1);
    var low = (int) place;
    var high = Math.min(low + 1, values.length - 1);
    return values[low] + (place - low) * (values[high] - values[low]);
  }

  private static int firstAtLeast(double[] values, double loss) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (values[middle] < loss) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int firstAbove(double[] values, double loss) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (values[middle] <= loss) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
