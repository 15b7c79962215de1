package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.economics.WarmUpPace;
import dev.sheaf.policies.vocabulary.StripeCode;

/**
 * How long this node's functions are left alone: as the settings say, or as {@link WarmUpPace}
 * learns from all of them.
 */
final class Warmth {
  private final WarmUpPace pace = new WarmUpPace();
  private final long firstNanos;
  private final boolean learns;
  private final double refillCalls;

  /** The warmth that the settings ask for. */
  Warmth(FleetSettings settings) {
    this.firstNanos = settings.patience().warmUpNanos();
    this.learns = settings.upkeep().learnsWarmUp();
    this.refillCalls = refillCalls(settings.code(), settings.originWrites());
  }

  /** What a lost chunk costs: it is written again, and has its part in a read of the origin. */
  private static double refillCalls(StripeCode code, double originWrites) {
    return 1 + originWrites / code.data();
  }

  /** An environment was left alone for so long, and was there still or was not. */
  synchronized void met(long pauseNanos, boolean survived) {
    pace.met(pauseNanos, survived);
  }

  /** How long a function that holds so many chunks is left alone. */
  synchronized long pauseNanos(long chunks) {
    return learns ? pace.pauseNanos(chunks * refillCalls) : firstNanos;
  }
}
