package dev.sheaf.policies.scheduling;

import java.util.ArrayDeque;

/**
 * Whether a machine is to be trusted with work: not when more than {@value #MOST_ERRORS} of its
 * last {@value #RUNS} runs ended by a fault that was not the work's. It is trusted again once a
 * probe went well, and begins anew then.
 *
 * <p><i>Source:</i> apache/openwhisk, invoker supervision. <i>Cost:</i> O(1).
 */
public final class WorkerHealth {
  private static final int RUNS = 10;
  private static final int MOST_ERRORS = 3;

  private final ArrayDeque<Boolean> errors = new ArrayDeque<>();

  /** A run ended, or a trainer was replaced on the way. */
  public void ran(boolean systemError) {
    errors.addLast(systemError);
    if (errors.size() > RUNS) {
      errors.removeFirst();
    }
  }

  /** A probe ended. */
  public void probed(boolean well) {
    if (well) {
      errors.clear();
    }
  }

  /** True when the next work needs no probe before it. */
  public boolean isHealthy() {
    return errors.stream().filter(error -> error).count() <= MOST_ERRORS;
  }
}
