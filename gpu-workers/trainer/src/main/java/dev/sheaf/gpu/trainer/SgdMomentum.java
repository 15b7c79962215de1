package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.trainer.TrainingSpec;
import java.util.List;

/** {@code v = momentum·v + g + decay·w; w = w − rate·v}. */
final class SgdMomentum implements Optimizer {
  private final double momentum;
  private final double decay;
  private final List<Weight> weights;
  private final List<Weight> velocities;

  SgdMomentum(TrainingSpec spec, List<Weight> weights) {
    this.momentum = spec.momentum();
    this.decay = spec.weightDecay();
    this.weights = weights;
    this.velocities = Optimizer.zerosLike("velocity/", weights);
  }

  @Override
  public void step(long n, double rate) {
    Optimizer.withGradients(
        weights,
        (i, gradient) -> {
          var weight = weights.get(i);
          var velocity = velocities.get(i).array();
          velocity.muli(momentum).addi(gradient);
          if (weight.decayed()) {
            try (var decayed = weight.array().mul(decay)) {
              velocity.addi(decayed);
            }
          }
          try (var change = velocity.mul(rate)) {
            weight.array().subi(change);
          }
        });
  }

  @Override
  public List<Weight> state() {
    return velocities;
  }
}
