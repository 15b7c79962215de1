package dev.sheaf.actors.job;

import java.util.List;

/**
 * Where a node's gateway and GPU workers learn the ids of a batch: from windows that the
 * coordinator pushed, else by asking it. Blocks briefly; call it on a virtual thread.
 */
public interface BatchDesk {
  /**
   * The ids of a batch.
   *
   * @param consumer random id of the client; empty when it gave none
   * @param deadlineNanos by {@link System#nanoTime}
   */
  BatchAnswer batch(BatchKey key, String consumer, long deadlineNanos);

  /**
   * Tells the ledger that samples of a batch cannot be delivered, and gives the batch as it is
   * after the ledger's decision.
   */
  BatchAnswer missing(BatchKey key, List<Long> ids, byte status, long deadlineNanos);

  /**
   * Gives a job that follows another an order of its own in the epochs below {@code below}; false
   * when its coordinator did not answer in time.
   */
  default boolean part(String job, int below, long deadlineNanos) {
    return true;
  }

  /** How far the jobs are that were read here lately, at most a few hundred of them. */
  default List<JobPlace> places() {
    return List.of();
  }

  /** Counts what was served; sent on in bulk. A batch that was served before adds no samples. */
  void delivered(BatchKey key, Delivery delivery);
}
