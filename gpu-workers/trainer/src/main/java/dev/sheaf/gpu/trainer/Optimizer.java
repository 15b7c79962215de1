package dev.sheaf.gpu.trainer;

import ai.djl.ndarray.NDArray;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Changes weights by their gradients, and keeps what it must remember in tensors that a checkpoint
 * can hold, named after the weights.
 */
sealed interface Optimizer permits SgdMomentum, AdamW {
  /** The optimizer that the specification names, for these weights. */
  static Optimizer of(TrainingSpec spec, List<Weight> weights) {
    return switch (spec.optimizer()) {
      case SGD -> new SgdMomentum(spec, learned(weights));
      case ADAMW -> new AdamW(spec, learned(weights));
    };
  }

  /** Makes step {@code n} (the first is 1) at this rate, and clears the gradients. */
  void step(long n, double rate);

  /** What it remembers. */
  List<Weight> state();

  /** Calls {@code update} with each gradient, which is zero afterwards. */
  static void withGradients(List<Weight> weights, BiConsumer<Integer, NDArray> update) {
    for (int i = 0; i < weights.size(); i++) {
      try (var gradient = weights.get(i).array().getGradient()) {
        update.accept(i, gradient);
        gradient.subi(gradient);
      }
    }
  }

  /** A tensor of zeros for each weight. */
  static List<Weight> zerosLike(String prefix, List<Weight> weights) {
    var zeros = new ArrayList<Weight>();
    for (var weight : weights) {
      var array = weight.array().zerosLike();
      zeros.add(new Weight(prefix + weight.name(), array, false, false));
    }
    return List.copyOf(zeros);
  }

  private static List<Weight> learned(List<Weight> weights) {
    return weights.stream().filter(Weight::learned).toList();
  }
}
