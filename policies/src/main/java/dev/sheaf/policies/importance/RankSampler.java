package dev.sheaf.policies.importance;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.BitSet;

/**
 * Draws samples with replacement by the rank of their loss: each rank is {@code exp(ln s/N)} times
 * less likely than the one before it, so that the last is {@code s} times less likely than the
 * first.
 *
 * <p>The probability of the first {@code k} ranks is {@code (1 - s^(-k/N)) / (1 - 1/s)}, which is
 * inverted in closed form: no table.
 *
 * <p><i>Cost:</i> one sort an epoch, O(1) a draw.
 *
 * <p><i>Source:</i> Loshchilov, Hutter, "Online batch selection for faster training of neural
 * networks", ICLR workshop 2016; settings of the {@code ISASampler} of iCACHE as released.
 *
 * @param pressure s, more than 1; 100 as released
 * @param selectionRatio draws over samples; 0.8 as released
 * @param highShare a drawn sample is of high importance when its rank is within this share of the
 *     draws; 0.7 as released
 */
public record RankSampler(double pressure, double selectionRatio, double highShare) {
  /** Checks the ranges. */
  public RankSampler {
    if (!(pressure > 1) || !(selectionRatio > 0)) {
      throw new IllegalArgumentException(
          "pressure must be more than 1 and selectionRatio more than 0 but were %s and %s"
              .formatted(pressure, selectionRatio));
    }
  }

  /** The released values. */
  public static RankSampler published() {
    return new RankSampler(100, 0.8, 0.7);
  }

  /** The probability that a draw is one of the first {@code share} of the ranks. */
  public double probabilityOfFirst(double share) {
    return (1 - StrictMath.pow(pressure, -share)) / (1 - 1 / pressure);
  }

  /** The expected share of samples drawn at least once, over many samples. */
  public double expectedDistinctShare() {
    var steps = 100_000;
    var sum = 0.0;
    var peak = StrictMath.log(pressure) / (1 - 1 / pressure);
    for (int i = 0; i < steps; i++) {
      var density = peak * StrictMath.pow(pressure, -(i + .5) / steps);
      sum -= StrictMath.expm1(-selectionRatio * density);
    }
    return sum / steps;
  }

  /**
   * The draws of an epoch.
   *
   * @param losses the latest loss of each sample, by id
   */
  public Selection select(double[] losses, long seed) {
    var ascending = RankOrder.ascending(losses);
    var draws = (int) (selectionRatio * losses.length);
    var lastHigh = (int) (highShare * draws);
    var ids = new int[draws];
    var high = new BitSet(draws);
    for (int draw = 0; draw < draws; draw++) {
      var rank = rank(Uniform.of(Draw.draw(seed, draw)), losses.length);
      ids[draw] = ascending[losses.length - 1 - rank];
      high.set(draw, rank < lastHigh);
    }
    return new Selection(ids, high, false);
  }

  private int rank(double chance, int samples) {
    var share = -StrictMath.log1p(-chance * (1 - 1 / pressure)) / StrictMath.log(pressure);
    return Math.min(samples - 1, (int) (share * samples));
  }
}
