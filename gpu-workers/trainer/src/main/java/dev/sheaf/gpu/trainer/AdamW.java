package dev.sheaf.gpu.trainer;

import ai.djl.ndarray.NDArray;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w = w − rate·(m̂/(√v̂ + ε) + decay·w)}.
 *
 * <p><i>Source:</i> Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019,
 * algorithm 2.
 */
final class AdamW implements Optimizer {
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double beta1;
  private final double decay;
  private final List<Weight> weights;
  private final List<Weight> means;
  private final List<Weight> squares;

  AdamW(TrainingSpec spec, List<Weight> weights) {
    this.beta1 = spec.momentum();
    this.decay = spec.weightDecay();
    this.weights = weights;
    this.means = Optimizer.zerosLike("mean/", weights);
    this.squares = Optimizer.zerosLike("square/", weights);
  }

  @Override
  public void step(long n, double rate) {
    var meanScale = rate / (1 - StrictMath.pow(beta1, (double) n));
    var squareScale = 1 / (1 - StrictMath.pow(BETA_2, (double) n));
    Optimizer.withGradients(
        weights,
        (i, gradient) -> {
          var weight = weights.get(i);
          var mean = means.get(i).array();
          var square = squares.get(i).array();
          blend(mean, gradient, beta1);
          try (var squared = gradient.square()) {
            blend(square, squared, BETA_2);
          }
          if (weight.decayed()) {
            weight.array().muli(1 - rate * decay);
          }
          try (var unbiased = square.mul(squareScale);
              var root = unbiased.sqrt();
              var change = mean.mul(meanScale)) {
            weight.array().subi(change.divi(root.addi(EPSILON)));
          }
        });
  }

  @Override
  public List<Weight> state() {
    return Stream.concat(means.stream(), squares.stream()).toList();
  }

  /** {@code old = share·old + (1−share)·fresh}. */
  private static void blend(NDArray old, NDArray fresh, double share) {
    try (var part = fresh.mul(1 - share)) {
      old.muli(share).addi(part);
    }
  }
}
