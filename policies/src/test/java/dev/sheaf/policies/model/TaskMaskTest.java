package dev.sheaf.policies.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import org.junit.jupiter.api.Test;

final class TaskMaskTest {
  @Test
  void laterTasksUseEarlierWeightsAndChangeNone() {
    for (long seed = 1; seed <= 20; seed++) {
      var weights = new float[500];
      var owners = new byte[weights.length];
      var before = new float[4][];
      for (int task = 1; task <= 3; task++) {
        TaskMask.claim(owners, task);
        train(weights, owners, task, seed);
        TaskMask.prune(weights, owners, task, 0.5);
        train(weights, owners, task, seed + 100);
        before[task] = TaskMask.weights(weights, owners, task);
      }
      for (int task = 1; task <= 3; task++) {
        assertArrayEquals(
            before[task], TaskMask.weights(weights, owners, task), "seed " + seed + " " + task);
      }
    }
  }

  /** Steps along gradients that want to change every weight. */
  private static void train(float[] weights, byte[] owners, int task, long seed) {
    var gradients = new float[weights.length];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = 1 + Draw.below(Draw.draw(seed, task, i), 1_000) / 1_000f;
    }
    TaskMask.gate(gradients, owners, task);
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= gradients[i];
    }
  }

  @Test
  void theSmallestOfTheTaskGoAndOfEqualOnesTheFirst() {
    var weights = new float[] {3, -1, 1, 5, 1, -2};
    var owners = new byte[] {1, 1, 1, 2, 1, 1};
    assertEquals(2, TaskMask.prune(weights, owners, 1, 0.4));
    assertArrayEquals(new float[] {3, 0, 0, 5, 1, -2}, weights);
    assertArrayEquals(new byte[] {1, 0, 0, 2, 1, 1}, owners);
    assertEquals(2, TaskMask.claim(owners, 2));
    assertArrayEquals(new byte[] {1, 2, 2, 2, 1, 1}, owners);
  }

  @Test
  void numbersAbove127AreTasksToo() {
    var weights = new float[] {1, 2};
    var owners = new byte[] {(byte) 200, (byte) 255};
    assertArrayEquals(new float[] {1, 0}, TaskMask.weights(weights, owners, 200));
    assertArrayEquals(new float[] {1, 2}, TaskMask.weights(weights, owners, 255));
  }

  @Test
  void whatCannotBeIsNamed() {
    var none = new float[1];
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> TaskMask.weights(none, new byte[1], 256));
    assertTrue(String.valueOf(wrong.getMessage()).contains("1..255 but was 256"));
    assertThrows(IllegalArgumentException.class, () -> TaskMask.weights(none, new byte[2], 1));
    assertThrows(IllegalArgumentException.class, () -> TaskMask.prune(none, new byte[1], 1, 1));
  }
}
