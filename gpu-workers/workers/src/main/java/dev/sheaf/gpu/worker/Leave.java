package dev.sheaf.gpu.worker;

import dev.sheaf.wire.trainer.ToTrainer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a child has leave to do: steps by leases that are renewed before they end, and predictions
 * as they come; while it is paused neither.
 *
 * <p>A pause takes back what is left of the lease, so the child stops before its next step, with
 * its state and the batches of its ring. It would stop by itself after {@link #MOST_STEPS} steps if
 * its worker fell silent.
 */
final class Leave {
  private static final long STEPS = 32;

  /** A child never has leave for more steps than this. */
  static final long MOST_STEPS = 2 * STEPS;

  private final ArrayDeque<ToTrainer> heldBack = new ArrayDeque<>();
  private @Nullable TrainerChild child;
  private long steps;
  private boolean paused;

  Leave(boolean paused) {
    this.paused = paused;
  }

  boolean isPaused() {
    return paused;
  }

  /** The child is up; false when it is to rest at once. */
  boolean up(TrainerChild born) {
    child = born;
    renew();
    return !paused;
  }

  void pause() {
    paused = true;
    steps = 0;
    if (child != null) {
      child.send(new ToTrainer.Preempt(ToTrainer.Preempt.Mode.SOFT));
    }
  }

  /** Lets it go on; nothing when it does. */
  void resume() {
    paused = false;
    renew();
    while (child != null && !heldBack.isEmpty()) {
      child.send(heldBack.remove());
    }
  }

  /** A step was made. */
  void stepped() {
    steps = Math.max(0, steps - 1);
    renew();
  }

  private void renew() {
    if (child != null && !paused && steps <= STEPS) {
      child.send(new ToTrainer.Lease(STEPS));
      steps += STEPS;
    }
  }

  /** Gives work to the child; predictions, which need no lease, are held back in a pause. */
  void send(TrainerChild to, ToTrainer work) {
    if (paused && work instanceof ToTrainer.Predict) {
      heldBack.add(work);
    } else {
      to.send(work);
    }
  }
}
