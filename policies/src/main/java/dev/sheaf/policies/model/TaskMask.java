package dev.sheaf.policies.model;

import java.util.Arrays;

/**
 * Several tasks in one file of weights: a byte for each weight says whose it is. 0 is nobody's yet;
 * k is task k's, and all later tasks use it as it is.
 *
 * <pre>
 *   weights   0.4  -1.2   0.0   0.7       task 1 sees   0.4   0    0    0.7
 *   owners      1     2     0     1       task 2 sees   0.4  -1.2  0    0.7
 * </pre>
 *
 * <p>So twenty tasks take a byte a weight more than one, 1.25 times its bytes with weights of four.
 * A task is trained with {@link #gate} between the backward pass and the step, then {@link #prune}d
 * and trained a little more; what it gave up is {@link #claim}ed by the next one.
 *
 * <p><i>Source:</i> PackNet (Mallya and Lazebnik, CVPR 2018). <i>Cost:</i> O(n), pruning O(n log
 * n).
 */
public final class TaskMask {
  /** The most tasks of a file. */
  public static final int MOST_TASKS = 255;

  private TaskMask() {}

  /** True when a task uses the weights of this owner. */
  public static boolean uses(int task, byte owner) {
    var number = Byte.toUnsignedInt(owner);
    return number != 0 && number <= task;
  }

  /** The weights as a task sees them. */
  public static float[] weights(float[] shared, byte[] owners, int task) {
    check(shared, owners, task);
    var seen = new float[shared.length];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = uses(task, owners[i]) ? shared[i] : 0;
    }
    return seen;
  }

  /** Takes the gradients away from weights that are not the task's own. */
  public static void gate(float[] gradients, byte[] owners, int task) {
    check(gradients, owners, task);
    for (int i = 0; i < gradients.length; i++) {
      if (Byte.toUnsignedInt(owners[i]) != task) {
        gradients[i] = 0;
      }
    }
  }

  /** Gives all free weights to a task; says how many there were. */
  public static int claim(byte[] owners, int task) {
    var claimed = 0;
    for (int i = 0; i < owners.length; i++) {
      if (owners[i] == 0) {
        owners[i] = (byte) task;
        claimed++;
      }
    }
    return claimed;
  }

  /**
   * Frees this share of the task's own weights, the smallest of them; says how many. Of equal ones
   * the first go.
   */
  public static int prune(float[] weights, byte[] owners, int task, double share) {
    check(weights, owners, task);
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share must be 0 or more and below 1 but was " + share);
    }
    var own = new float[weights.length];
    var count = 0;
    for (int i = 0; i < weights.length; i++) {
      if (Byte.toUnsignedInt(owners[i]) == task) {
        own[count++] = Math.abs(weights[i]);
      }
    }
    var freed = (int) Math.round(share * count);
    if (freed == 0) {
      return 0;
    }
    Arrays.sort(own, 0, count);
    var cutOff = own[freed - 1];
    var ties = 0;
    for (int k = 0; k < freed; k++) {
      ties += own[k] == cutOff ? 1 : 0;
    }
    for (int i = 0; i < weights.length; i++) {
      var size = Math.abs(weights[i]);
      if (Byte.toUnsignedInt(owners[i]) == task
          && (size < cutOff || (size == cutOff && ties-- > 0))) {
        weights[i] = 0;
        owners[i] = 0;
      }
    }
    return freed;
  }

  private static void check(float[] weights, byte[] owners, int task) {
    if (weights.length != owners.length) {
      throw new IllegalArgumentException(
          "there must be an owner for each weight but there were %d and %d"
              .formatted(owners.length, weights.length));
    }
    if (task < 1 || task > MOST_TASKS) {
      throw new IllegalArgumentException("task must be 1.." + MOST_TASKS + " but was " + task);
    }
  }
}
