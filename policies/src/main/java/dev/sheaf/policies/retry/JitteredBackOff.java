package dev.sheaf.policies.retry;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * Waits for a uniformly drawn share of a bound that doubles with every refusal, so that callers who
 * were refused together do not come back together.
 *
 * <p><i>Source:</i> "full jitter": Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015-03. <i>Cost:</i> O(1). <i>Units:</i> nanoseconds.
 *
 * @param baseNanos the bound after the first refusal
 * @param mostNanos the bound never grows above this
 */
public record JitteredBackOff(long baseNanos, long mostNanos) {
  private static final int MOST_DOUBLINGS = 62;

  /** Bounds that make sense. */
  public JitteredBackOff {
    if (baseNanos < 1 || mostNanos < baseNanos) {
      throw new IllegalArgumentException(
          "the first bound must be at least 1 ns and at most the last but were %d and %d"
              .formatted(baseNanos, mostNanos));
    }
  }

  /** The bound of the wait after so many refusals, counted from 1. */
  public long boundNanos(int refusals) {
    if (refusals < 1) {
      throw new IllegalArgumentException("refusals must be at least 1 but was " + refusals);
    }
    var doublings = Math.min(refusals - 1, MOST_DOUBLINGS);
    return baseNanos > (mostNanos >> doublings) ? mostNanos : baseNanos << doublings;
  }

  /** How long a request waits after so many refusals: 1 ns to the bound. */
  public long waitNanos(long seed, long request, int refusals) {
    return 1 + Draw.below(Draw.draw(seed, request, refusals), boundNanos(refusals));
  }
}
