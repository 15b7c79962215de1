package dev.sheaf.gpu.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.trainer.FromTrainer.Failed;
import dev.sheaf.wire.trainer.ModelSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A model in the engine: weights in, batches through, gradients and scores out.
 *
 * <p>Its first weights are a function of the seed (He et al., ICCV 2015: normal, variance 2 /
 * inputs of a unit). Used by one thread, and one at a time in a process: the engine collects
 * gradients for the whole process.
 */
final class Network implements AutoCloseable {
  /**
   * How the network did on a batch.
   *
   * @param count samples
   * @param correct samples whose likeliest class is their label
   * @param lossSum cross-entropy, summed over the samples
   * @param losses cross-entropy of each sample: float32, little-endian
   */
  record Score(int count, int correct, double lossSum, ByteBuffer losses) {
    double meanLoss() {
      return lossSum / count;
    }
  }

  private final Engine engine = Engine.getInstance();
  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final List<Weight> weights = new ArrayList<>();
  private final ModelSpec spec;
  private final Block block;

  Network(ModelSpec spec, RingShape images, long seed) throws TrainerException {
    if (!spec.architecture().equals("cnn")) {
      throw new TrainerException(
          Failed.Kind.SPECIFICATION, "architecture must be cnn but was " + spec.architecture());
    }
    this.spec = spec;
    block = Cnn.of(spec.width(), spec.classes());
    block.setInitializer(Initializer.ONES, Parameter.Type.WEIGHT);
    block.initialize(
        manager,
        DataType.FLOAT32,
        new Shape(1, images.channels(), images.height(), images.width()));
    for (var named : block.getParameters()) {
      weights.add(weight(named.getKey(), named.getValue(), weights.size(), seed));
    }
  }

  /** All tensors, in the order of the network. */
  List<Weight> weights() {
    return weights;
  }

  /** How many numbers are learned. */
  long size() {
    return weights.stream().filter(Weight::learned).mapToLong(w -> w.array().size()).sum();
  }

  /** How many classes it tells apart. */
  int classes() {
    return spec.classes();
  }

  /**
   * Scores a batch and leaves the gradients of its mean loss at the weights. A sample that counts
   * twice adds twice to the mean, which is over the samples and not over what they count.
   */
  Score gradients(Batch batch) {
    try (var collector = engine.newGradientCollector()) {
      var logits = forward(batch, true);
      var losses = losses(logits, batch);
      var weights = batch.weights();
      collector.backward((weights == null ? losses : losses.mul(weights)).mean());
      return score(logits, losses, batch);
    }
  }

  /** Scores a batch with the running statistics; changes nothing. */
  Score evaluate(Batch batch) {
    var logits = forward(batch, false);
    return score(logits, losses(logits, batch), batch);
  }

  /** Class probabilities: float32, little-endian, a row for each image. */
  ByteBuffer probabilities(Batch batch) {
    return forward(batch, false).softmax(1).toByteBuffer();
  }

  /** The manager that a batch's tensors belong to until the batch is closed. */
  NDManager newManager() {
    return manager.newSubManager();
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray forward(Batch batch, boolean training) {
    return block.forward(store, new NDList(batch.images()), training).singletonOrThrow();
  }

  private static NDArray losses(NDArray logits, Batch batch) {
    return logits.logSoftmax(1).gather(batch.labels(), 1).neg();
  }

  private static Score score(NDArray logits, NDArray losses, Batch batch) {
    var correct =
        logits.argMax(1).eq(batch.labels().squeeze(1)).sum().toType(DataType.INT64, false);
    return new Score(
        batch.count(), (int) correct.getLong(), losses.sum().getFloat(), losses.toByteBuffer());
  }

  private static Weight weight(String name, Parameter parameter, int position, long seed) {
    var array = parameter.getArray();
    var matrix = parameter.getType() == Parameter.Type.WEIGHT;
    if (matrix) {
      var shape = array.getShape();
      array.set(normal(shape, Math.sqrt(2.0 * shape.get(0) / shape.size()), seed + position));
    }
    array.setRequiresGradient(parameter.requiresGradient());
    return new Weight(name, array, parameter.requiresGradient(), matrix);
  }

  private static float[] normal(Shape shape, double deviation, long seed) {
    var random = new Random(seed);
    var values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }
}
