package dev.sheaf.actors.job;

import dev.sheaf.policies.ledger.WindowPlan;

/** How many batches the next window should cover, by how fast the last ones were used up. */
final class Pace {
  private static final int PARTS_OF_AN_EPOCH = 64;

  private long lastNanos;
  private int ahead = WindowPlan.LEAST_BATCHES;

  int ahead() {
    return ahead;
  }

  /**
   * A window of so many batches was assigned; the time since the last tells the rate.
   *
   * @param epochBatches how many an epoch has: a window covers a small part of it, or packages
   *     would be claimed long before they are read
   */
  void assigned(int batches, int epochBatches, long nowNanos) {
    if (lastNanos != 0) {
      var most = Math.max(WindowPlan.LEAST_BATCHES, epochBatches / PARTS_OF_AN_EPOCH);
      ahead = Math.min(most, WindowPlan.next(batches, nowNanos - lastNanos));
    }
    lastNanos = nowNanos;
  }

  /** A new life of the job begins: nothing is known of its rate. */
  void reset() {
    lastNanos = 0;
    ahead = WindowPlan.LEAST_BATCHES;
  }
}
