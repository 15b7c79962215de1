package dev.sheaf.simulation.world;

import dev.sheaf.policies.economics.ActivationEnd;
import dev.sheaf.policies.economics.StayAwake;

/** When a run that serves ends. */
public sealed interface ServingEnd {
  /** At the end of a billing cycle. */
  record AtCycle(ActivationEnd rule) implements ServingEnd {}

  /**
   * When the next request is late, as the live bridge asks its functions to.
   *
   * @param firstNanos how long a run waits for its first request
   */
  record WhenLate(StayAwake rule, long firstNanos) implements ServingEnd {}
}
