package dev.sheaf.gpu.worker;

import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;

/**
 * Tells how long a trainer has said nothing though something is asked of it.
 *
 * <p>That its process lives says nothing of what it was asked. Batches that wait for a lease are
 * not asked for yet, nor is what waits behind them. Times are nanoseconds of any clock that only
 * goes forward.
 */
final class Silence {
  private long orders;
  private long batches;
  private long questions;
  private long leasedSteps;
  private long sinceNanos;

  synchronized void sent(ToTrainer frame, long now) {
    var wasAsked = isAsked();
    switch (frame) {
      case ToTrainer.Batch batch -> batches++;
      case ToTrainer.Eval eval -> questions++;
      case ToTrainer.Predict predict -> questions++;
      case ToTrainer.Load load -> orders++;
      case ToTrainer.Checkpoint checkpoint -> orders++;
      case ToTrainer.Lease lease -> leasedSteps = sum(leasedSteps, lease.steps());
      case ToTrainer.Preempt preempt -> leasedSteps = 0;
      case ToTrainer.Hello hello -> {}
      case ToTrainer.Stop stop -> {}
    }
    if (!wasAsked) {
      sinceNanos = now;
    }
  }

  synchronized void heard(FromTrainer frame, long now) {
    if (!(frame instanceof FromTrainer.Heartbeat)) {
      sinceNanos = now;
    }
    switch (frame) {
      case FromTrainer.Step step -> {
        batches--;
        leasedSteps = Math.max(0, leasedSteps - 1);
      }
      case FromTrainer.Evaluated evaluated -> questions--;
      case FromTrainer.Logits logits -> questions--;
      case FromTrainer.Loaded loaded -> orders--;
      case FromTrainer.CheckpointDone done -> orders--;
      case FromTrainer.Ready ready -> {}
      case FromTrainer.SampleLosses losses -> {}
      case FromTrainer.Accelerator facts -> {}
      case FromTrainer.Heartbeat beat -> {}
      case FromTrainer.Credit credit -> {}
      case FromTrainer.Paused paused -> {}
      case FromTrainer.Failed failed -> {}
      case FromTrainer.Bye bye -> {}
    }
  }

  /** 0 while nothing is asked. */
  synchronized long nanos(long now) {
    return isAsked() ? now - sinceNanos : 0;
  }

  private boolean isAsked() {
    return orders > 0 || (batches > 0 && leasedSteps > 0) || (questions > 0 && batches == 0);
  }

  private static long sum(long lease, long more) {
    return lease > Long.MAX_VALUE - more ? Long.MAX_VALUE : lease + more;
  }
}
