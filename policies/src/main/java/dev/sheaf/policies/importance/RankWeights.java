package dev.sheaf.policies.importance;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;

/**
 * A weight per sample by the rank of its loss inside the batch it was last in: the r-th smallest
 * loss, from 0, gives {@code ln(r + 10)}.
 *
 * <p>A smoothing term is added to every weight: one hundredth of the first epoch's mean loss, then
 * times {@code exp((L - L') / L')} an epoch, where L' is the mean loss of the epoch before.
 *
 * <p><i>Cost:</i> one sort a batch; O(N + draws log N) an epoch.
 *
 * <p><i>Source:</i> SHADE (Khan et al., FAST 2023), rank-based importance; constants as released.
 */
public final class RankWeights {
  private static final double FIRST_SMOOTHING = 0.01;
  private static final int RANK_OFFSET = 10;

  private final double[] weights;
  private double smoothing;
  private double lastLoss = Double.NaN;

  /** Weight 1 for each of {@code samples}. */
  public RankWeights(int samples) {
    this.weights = new double[samples];
    Arrays.fill(weights, 1);
  }

  /** Learns the losses of one batch. */
  public void learn(int[] ids, double[] losses) {
    var order = RankOrder.ascending(losses, ids);
    for (int rank = 0; rank < order.length; rank++) {
      weights[ids[order[rank]]] = StrictMath.log(rank + RANK_OFFSET);
    }
  }

  /** Ends an epoch whose mean loss was this. */
  public void endEpoch(double meanLoss) {
    if (!(meanLoss > 0)) {
      throw new IllegalArgumentException("meanLoss must be more than 0 but was " + meanLoss);
    }
    smoothing =
        Double.isNaN(lastLoss)
            ? FIRST_SMOOTHING * meanLoss
            : smoothing * StrictMath.exp((meanLoss - lastLoss) / lastLoss);
    lastLoss = meanLoss;
  }

  /** How many samples there are. */
  public int samples() {
    return weights.length;
  }

  /** The weight of a sample, without the smoothing term. */
  public double rankWeight(int id) {
    return weights[id];
  }

  /** What a sample's chance is in proportion to. */
  public double weight(int id) {
    return weights[id] + smoothing;
  }

  /** Draws samples with replacement, each with a chance in proportion to its weight. */
  public int[] draw(int count, long seed) {
    var upTo = new double[weights.length];
    var sum = 0.0;
    for (int id = 0; id < weights.length; id++) {
      sum += weight(id);
      upTo[id] = sum;
    }
    var drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = firstAbove(upTo, Uniform.of(Draw.draw(seed, i)) * sum);
    }
    return drawn;
  }

  private static int firstAbove(double[] upTo, double value) {
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (upTo[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
