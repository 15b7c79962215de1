package dev.sheaf.gpu.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.wire.trainer.TrainingSpec;
import dev.sheaf.wire.trainer.TrainingSpec.Optimizer;
import dev.sheaf.wire.trainer.TrainingSpec.Schedule;
import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void theRateRisesInALineThenFollowsItsSchedule() {
    assertRates(Schedule.CONSTANT, 0.02, 0.1, 0.1, 0.1, 0.1);
    assertRates(Schedule.COSINE, 0.02, 0.1, 0.05, 0, 0);
    assertRates(Schedule.STEPPED, 0.02, 0.1, 0.01, 0.001, 0.001);
  }

  @Test
  void aScheduleInCyclesBeginsAnewAfterEachOfThem() {
    var spec = new TrainingSpec(Optimizer.SGD, 0.2, 0.9, 0, Schedule.COSINE, 8, 0, 0, 2);
    for (int n : new int[] {1, 5}) {
      assertEquals(0.2, LearningRate.of(spec, n), 1e-12, "step " + n);
      assertEquals(0.1, LearningRate.of(spec, n + 2), 1e-12, "step " + (n + 2));
      assertEquals(0.1 * (1 + Math.cos(Math.PI * 0.75)), LearningRate.of(spec, n + 3), 1e-12);
    }
  }

  private static void assertRates(Schedule schedule, double... rates) {
    var spec = new TrainingSpec(Optimizer.SGD, 0.1, 0.9, 0, schedule, 105, 5, 0);
    long[] steps = {1, 5, 55, 105, 1000};
    for (int i = 0; i < steps.length; i++) {
      assertEquals(rates[i], LearningRate.of(spec, steps[i]), 1e-12, schedule + " " + steps[i]);
    }
  }
}
