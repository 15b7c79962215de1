package dev.sheaf.policies.ensemble;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * How often a member counts a sample of a stream that all members share: Poisson with mean 1, the
 * limit of drawing with replacement.
 *
 * <p>A batch is read and decoded once; each member multiplies its loss by its own weight. The
 * weight depends on seed, member and sample only, so it survives a restart and is the same in every
 * epoch.
 *
 * <p><i>Source:</i> Oza, Russell, "Online bagging and boosting", AISTATS 2001. <i>Cost:</i> O(1).
 */
public final class BaggingWeight {
  /** The chance of a Poisson variable of mean 1 to be 0. */
  private static final double NONE = StrictMath.exp(-1);

  private BaggingWeight() {}

  /** How often {@code member} counts {@code sample}. */
  public static int of(long seed, String member, long sample) {
    var drawn = Draw.draw(Draw.draw(seed, member), sample);
    var left = (drawn >>> 11) * 0x1.0p-53;
    var chance = NONE;
    var weight = 0;
    // The chances add up to 1 well before the terms vanish next to a 53-bit fraction.
    while (left >= chance && weight < 20) {
      left -= chance;
      weight++;
      chance /= weight;
    }
    return weight;
  }
}
