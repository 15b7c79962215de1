package dev.sheaf.policies.economics;

import java.util.List;

/**
 * How long functions may be left alone before they are called so that they stay: learned from which
 * pauses their environments outlived.
 *
 * <p>A pause of length t costs one call when it ends, and what the function held if the environment
 * is gone by then. The pause chosen is that of the least
 *
 * <pre>
 *   (1 + q(t) · refill) / t      q(t): share of environments that are lost in a pause of t
 * </pre>
 *
 * among 1, 2, 4, 8 and 16 minutes. Of a pause that was tried little, q is taken to be three times
 * that of the next shorter one; nobody goes more than one step beyond what was tried. Old pauses
 * fade, for a provider changes its ways.
 *
 * <p>Not thread-safe. <i>Units:</i> nanoseconds; a refill in calls. <i>Cost:</i> O(1).
 * <i>Source:</i> ours; one minute for all is Wang et al., "InfiniCache", FAST 2020, §3.3. That idle
 * environments live for up to half an hour is often seen, and nowhere promised.
 */
public final class WarmUpPace {
  /** The pauses between which is chosen, in minutes. */
  static final List<Integer> MINUTES = List.of(1, 2, 4, 8, 16);

  /** As many pauses are believed as much as what was thought before. */
  static final int PRIOR_PAUSES = 20;

  private static final double FIRST_LOSS = 0.005;
  private static final double STEEPNESS = 3;
  private static final double MOST_PAUSES = 1_000;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final double[] pauses = new double[MINUTES.size()];
  private final double[] losses = new double[MINUTES.size()];

  /** An environment was called after a pause, and was still there or was not. */
  public void met(long pauseNanos, boolean survived) {
    if (pauseNanos < MINUTE_NANOS / 2) {
      return;
    }
    var i = nearest(pauseNanos);
    if (pauses[i] >= MOST_PAUSES) {
      pauses[i] /= 2;
      losses[i] /= 2;
    }
    pauses[i]++;
    losses[i] += survived ? 0 : 1;
  }

  /** The longest pause that is not longer by more than a third. */
  private static int nearest(long pauseNanos) {
    var i = 0;
    while (i + 1 < MINUTES.size()
        && pauseNanos > MINUTE_NANOS * MINUTES.get(i) + MINUTE_NANOS * MINUTES.get(i) / 3) {
      i++;
    }
    return i;
  }

  /** The pause that costs least where what a function holds costs so many calls to refill. */
  public long pauseNanos(double refillCalls) {
    var best = 0;
    var least = Double.POSITIVE_INFINITY;
    var loss = FIRST_LOSS;
    for (int i = 0; i < pauses.length; i++) {
      loss = (losses[i] + loss * PRIOR_PAUSES) / (pauses[i] + PRIOR_PAUSES);
      var cost = (1 + loss * refillCalls) / MINUTES.get(i);
      if (cost < least) {
        least = cost;
        best = i;
      }
      if (pauses[i] < PRIOR_PAUSES) {
        break;
      }
      loss = Math.min(1, loss * STEEPNESS);
    }
    return MINUTES.get(best) * MINUTE_NANOS;
  }
}
