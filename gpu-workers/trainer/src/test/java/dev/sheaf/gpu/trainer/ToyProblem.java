package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.ring.RingSlot;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainingSpec;
import dev.sheaf.wire.trainer.TrainingSpec.Optimizer;
import dev.sheaf.wire.trainer.TrainingSpec.Schedule;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Noise in which one of three rows is brighter: the label says which. */
final class ToyProblem {
  static final int CLASSES = 3;
  static final RingShape SHAPE = new RingShape(4, 1, 32, 3, 12, 12);

  private ToyProblem() {}

  static void fill(RingSlot slot, int n) {
    var random = new Random(n);
    var labels = labels(n, SHAPE.batch());
    var pixels = new byte[(int) SHAPE.imageBytes()];
    for (int i = 0; i < labels.length; i++) {
      random.nextBytes(pixels);
      var row = 2 + 4 * labels[i];
      Arrays.fill(pixels, row * SHAPE.width(), (row + 1) * SHAPE.width(), (byte) 255);
      slot.image(i).copyFrom(MemorySegment.ofArray(pixels));
      slot.label(i, labels[i]);
    }
  }

  static int[] labels(int n, int count) {
    return new Random(-1 - n).ints(count, 0, CLASSES).toArray();
  }

  static ToTrainer.Load load(Optimizer optimizer, @Nullable String checkpoint) {
    return load(optimizer, true, checkpoint);
  }

  static ToTrainer.Load load(Optimizer optimizer, boolean losses, @Nullable String checkpoint) {
    var rate = optimizer == Optimizer.SGD ? 0.05 : 0.01;
    return new ToTrainer.Load(
        new ModelSpec("cnn", 4, CLASSES),
        new TrainingSpec(optimizer, rate, 0.9, 5e-4, Schedule.COSINE, 200, 5, 7),
        losses,
        checkpoint);
  }
}
