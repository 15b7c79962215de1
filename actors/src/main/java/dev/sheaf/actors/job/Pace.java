package dev.sheaf.actors.job;

import dev.sheaf.policies.ledger.WindowPlan;

/** How many batches the next window should cover, by how fast the last ones were used up. */
final class Pace {
  private long lastNanos;
  private int ahead = WindowPlan.LEAST_BATCHES;

  int ahead() {
    return ahead;
  }

  /** A window of so many batches was assigned; the time since the last tells the rate. */
  void assigned(int batches, long nowNanos) {
    if (lastNanos != 0) {
      ahead = WindowPlan.next(batches, nowNanos - lastNanos);
    }
    lastNanos = nowNanos;
  }

  /** A new life of the job begins: nothing is known of its rate. */
  void reset() {
    lastNanos = 0;
    ahead = WindowPlan.LEAST_BATCHES;
  }
}
