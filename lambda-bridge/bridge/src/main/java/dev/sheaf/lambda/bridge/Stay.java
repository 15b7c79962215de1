package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.economics.RunOverhead;
import dev.sheaf.policies.economics.StayAwake;
import java.util.concurrent.TimeUnit;

/**
 * How long functions stay for their next request, by what calls of them were billed lately: the
 * live shell of {@link StayAwake} and {@link RunOverhead}.
 */
final class Stay {
  /** Until some runs have come back. */
  private static final long GUESSED_OVERHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * A wait for a function that is called again is worth so many of its calls: about what a GPU of 3
   * dollars an hour costs meanwhile.
   */
  private static final double PATIENCE = 20;

  private final FleetSettings settings;
  private final RunOverhead overhead = new RunOverhead(GUESSED_OVERHEAD_NANOS);
  private volatile StayAwake rule;
  private boolean fixed;

  Stay(FleetSettings settings) {
    this.settings = settings;
    this.rule = rule();
  }

  private StayAwake rule() {
    return StayAwake.of(settings.prices(), settings.memoryMb(), overhead.nanos(), PATIENCE);
  }

  /** How long to stay when requests have come so far apart; 0 when none have come yet. */
  long stayNanos(long meanGapNanos) {
    return rule.stayNanos(meanGapNanos);
  }

  /** A run has come back; one that served one request says what a call costs. */
  synchronized void ran(Ran ran) {
    if (ran.isPlain()) {
      overhead.ran(ran.billedNanos(settings) - ran.stayNanos());
      rule = fixed ? rule : rule();
    }
  }

  /** The rule, which from now on stays as it is. */
  synchronized StayAwake fix() {
    fixed = true;
    return rule;
  }
}
