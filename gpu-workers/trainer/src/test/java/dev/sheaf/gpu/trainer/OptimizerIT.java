package dev.sheaf.gpu.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import dev.sheaf.wire.trainer.TrainingSpec;
import dev.sheaf.wire.trainer.TrainingSpec.Schedule;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The optimizers against their formulas, written out in plain numbers. */
class OptimizerIT {
  private static final double RATE = 0.1;
  private static final double MOMENTUM = 0.9;
  private static final double DECAY = 0.01;
  private static final int STEPS = 25;

  @BeforeAll
  static void findTheEngine() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("DJL_CACHE_DIR", ChildTrainer.ENGINE_CACHE.toString());
  }

  @Test
  void sgdFollowsItsFormula() {
    double w = 3;
    double velocity = 0;
    for (int n = 1; n <= STEPS; n++) {
      velocity = MOMENTUM * velocity + gradient(w) + DECAY * w;
      w -= RATE * velocity;
    }
    assertArrayEquals(new double[] {w, velocity}, trained(TrainingSpec.Optimizer.SGD, true), 1e-5);
  }

  @Test
  void adamWFollowsItsFormula() {
    double w = 3;
    double mean = 0;
    double square = 0;
    for (int n = 1; n <= STEPS; n++) {
      var gradient = gradient(w);
      mean = MOMENTUM * mean + (1 - MOMENTUM) * gradient;
      square = 0.999 * square + 0.001 * gradient * gradient;
      w -= RATE * DECAY * w;
      w -=
          RATE
              * (mean / (1 - Math.pow(MOMENTUM, n)))
              / (Math.sqrt(square / (1 - Math.pow(0.999, n))) + 1e-8);
    }
    assertArrayEquals(
        new double[] {w, mean, square}, trained(TrainingSpec.Optimizer.ADAMW, true), 1e-5);
  }

  @Test
  void weightsThatAreSparedDoNotDecay() {
    double w = 3;
    double velocity = 0;
    for (int n = 1; n <= STEPS; n++) {
      velocity = MOMENTUM * velocity + gradient(w);
      w -= RATE * velocity;
    }
    assertArrayEquals(new double[] {w, velocity}, trained(TrainingSpec.Optimizer.SGD, false), 1e-5);
  }

  /** Of the loss {@code (w − 1)²}. */
  private static double gradient(double w) {
    return 2 * (w - 1);
  }

  /** The weight after the steps, and what the optimizer remembers then. */
  private static double[] trained(TrainingSpec.Optimizer kind, boolean decayed) {
    try (var manager = NDManager.newBaseManager()) {
      var array = manager.create(new float[] {3});
      array.setRequiresGradient(true);
      var spec = new TrainingSpec(kind, RATE, MOMENTUM, DECAY, Schedule.CONSTANT, 100, 0, 0);
      var optimizer = Optimizer.of(spec, List.of(new Weight("w", array, true, decayed)));
      for (int n = 1; n <= STEPS; n++) {
        try (var collector = Engine.getInstance().newGradientCollector()) {
          collector.backward(array.sub(1).square().sum());
        }
        optimizer.step(n, RATE);
        assertEquals(0, array.getGradient().getFloat(), "the gradient is clear after the step");
      }
      var result = new double[1 + optimizer.state().size()];
      result[0] = array.getFloat();
      for (int i = 1; i < result.length; i++) {
        result[i] = optimizer.state().get(i - 1).array().getFloat();
      }
      return result;
    }
  }
}
