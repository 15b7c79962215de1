package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.trainer.FromTrainer.Failed;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.stream.Stream;

/** A network, its optimizer, and how far they are. Used by one thread. */
final class Learner implements AutoCloseable {
  private final Network network;
  private final Optimizer optimizer;
  private final TrainingSpec training;
  private final String purpose;
  private long step;
  private int epoch;
  private int below;

  /** Begins, or goes on from the checkpoint that {@code load} names. */
  Learner(ToTrainer.Load load, RingShape images) throws TrainerException {
    training = load.training();
    network = new Network(load.model(), images, training.seed());
    optimizer = Optimizer.of(training, network.weights());
    purpose =
        "%s of width %d for %d classes of %d×%d×%d with %s"
            .formatted(
                load.model().architecture(),
                load.model().width(),
                load.model().classes(),
                images.channels(),
                images.height(),
                images.width(),
                training.optimizer().name().toLowerCase(Locale.ROOT));
    if (load.checkpoint() != null) {
      restore(Checkpoint.read(Path.of(load.checkpoint()), purpose));
    }
  }

  Network network() {
    return network;
  }

  /** Training steps done. */
  long step() {
    return step;
  }

  /** Epoch of the last batch trained on. */
  int epoch() {
    return epoch;
  }

  /** The batches below this one of that epoch are done. */
  int below() {
    return below;
  }

  /** Trains on batch {@code n} of an epoch; the score is from before the step. */
  Network.Score train(Batch batch, int batchEpoch, int n) throws TrainerException {
    var score = network.gradients(batch);
    if (!Double.isFinite(score.lossSum())) {
      throw new TrainerException(
          Failed.Kind.NOT_FINITE_LOSS,
          "loss must be finite but was %s in step %d (batch %d of epoch %d)"
              .formatted(score.lossSum(), step + 1, n, batchEpoch));
    }
    step++;
    optimizer.step(step, LearningRate.of(training, step));
    epoch = batchEpoch;
    below = n + 1;
    return score;
  }

  /** Writes a checkpoint. */
  Checkpoint.Written save(Path path) throws TrainerException {
    var tensors = new LinkedHashMap<String, float[]>();
    state().forEach(weight -> tensors.put(weight.name(), weight.array().toFloatArray()));
    try {
      return new Checkpoint(purpose, step, epoch, below, tensors).write(path);
    } catch (IOException unwritable) {
      throw new TrainerException(
          Failed.Kind.CHECKPOINT,
          "cannot write checkpoint " + path + ": " + unwritable,
          unwritable);
    }
  }

  @Override
  public void close() {
    network.close();
  }

  private void restore(Checkpoint checkpoint) throws TrainerException {
    for (var weight : state().toList()) {
      var values = checkpoint.tensors().get(weight.name());
      if (values == null || values.length != weight.array().size()) {
        throw new TrainerException(
            Failed.Kind.CHECKPOINT,
            "the checkpoint must have %d numbers of %s but has %s"
                .formatted(
                    weight.array().size(), weight.name(), values == null ? "none" : values.length));
      }
      weight.array().set(values);
    }
    step = checkpoint.step();
    epoch = checkpoint.epoch();
    below = checkpoint.below();
  }

  private Stream<Weight> state() {
    return Stream.concat(network.weights().stream(), optimizer.state().stream());
  }
}
