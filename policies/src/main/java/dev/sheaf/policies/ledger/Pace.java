package dev.sheaf.policies.ledger;

/** How many batches the next window should cover, by how fast the last ones were used up. */
public final class Pace {
  private long lastNanos;
  private int ahead = WindowPlan.LEAST_BATCHES;

  /** How many batches the next window should cover. */
  public int ahead() {
    return ahead;
  }

  /**
   * A window of so many batches was assigned; the time since the last tells the rate.
   *
   * @param epochBatches how many an epoch has: a window covers a small part of it, or packages
   *     would be claimed long before they are read
   */
  public void assigned(int batches, int epochBatches, long nowNanos) {
    if (lastNanos != 0) {
      ahead = WindowPlan.next(batches, nowNanos - lastNanos, epochBatches);
    }
    lastNanos = nowNanos;
  }

  /** A new life of the job begins: nothing is known of its rate. */
  public void reset() {
    lastNanos = 0;
    ahead = WindowPlan.LEAST_BATCHES;
  }
}
