package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.trainer.ToTrainer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The frames that came and were not carried out yet.
 *
 * <p>Batches, evaluations and predictions are work and keep their order; all other frames go ahead
 * of work. A batch is given out only under a lease, and holds up the work behind it without one.
 */
final class Inbox {
  /** The most frames that may wait. */
  static final int LIMIT = 10_000;

  private final Deque<ToTrainer> orders = new ArrayDeque<>();
  private final Deque<ToTrainer> work = new ArrayDeque<>();
  private boolean closed;

  /** Adds a frame; false when too many wait. */
  synchronized boolean put(ToTrainer frame) {
    if (orders.size() + work.size() == LIMIT) {
      return false;
    }
    switch (frame) {
      case ToTrainer.Batch _, ToTrainer.Eval _, ToTrainer.Predict _ -> work.add(frame);
      case ToTrainer.Hello _,
          ToTrainer.Load _,
          ToTrainer.Lease _,
          ToTrainer.Checkpoint _,
          ToTrainer.Preempt _,
          ToTrainer.Stop _ ->
          orders.add(frame);
    }
    notifyAll();
    return true;
  }

  /** Says that no more frames come, and drops those that wait. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits for the next frame to carry out; null once the inbox is closed. */
  synchronized @Nullable ToTrainer take(boolean leased) throws InterruptedException {
    while (!closed) {
      if (!orders.isEmpty()) {
        return orders.remove();
      }
      if (!work.isEmpty() && (leased || !(work.peek() instanceof ToTrainer.Batch))) {
        return work.remove();
      }
      wait();
    }
    return null;
  }
}
