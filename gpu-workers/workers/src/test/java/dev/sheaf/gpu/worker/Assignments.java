package dev.sheaf.gpu.worker;

import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment.Images;
import dev.sheaf.gpu.worker.Assignment.Reading;
import dev.sheaf.gpu.worker.Assignment.Recipe;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import org.jspecify.annotations.Nullable;

/** The parts of a small assignment: batches of four images of 2 x 2, a small network, plain SGD. */
final class Assignments {
  static final int BATCH = 4;
  static final Images IMAGES = new Images(new Augmentation.Size(2, 2), Augmentation.NONE);
  static final TrainingSpec SGD =
      new TrainingSpec(
          TrainingSpec.Optimizer.SGD, 0.1, 0.9, 0, TrainingSpec.Schedule.CONSTANT, 100, 0, 1);
  static final Recipe CNN = recipe("cnn");

  private Assignments() {}

  static Recipe recipe(String architecture) {
    return new Recipe(new ModelSpec(architecture, 4, 10), SGD);
  }

  static Recipe recipe(String architecture, Program program, int slots) {
    return new Recipe(new ModelSpec(architecture, 4, 10), SGD, program, slots);
  }

  static Reading reading(String job, int epochs) {
    return reading(job, epochs, null);
  }

  static Reading reading(String job, int epochs, @Nullable String testJob) {
    return new Reading(job, 1, epochs, BATCH, false, testJob);
  }
}
