package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.trainer.TrainingSpec;

/**
 * The learning rate of a step: a function of its number, so nothing of it needs saving.
 *
 * <p>A cosine in cycles is that of snapshot ensembles (Huang et al., ICLR 2017, eq. 2): of T steps
 * in M cycles, step t has {@code rate / 2 · (cos(π · mod(t - 1, ⌈T / M⌉) / ⌈T / M⌉) + 1)}.
 */
final class LearningRate {
  private LearningRate() {}

  /** The rate of step {@code n}, the first being 1. */
  static double of(TrainingSpec spec, long n) {
    if (spec.cycles() > 1) {
      var cycle = Math.ceilDiv(spec.totalSteps(), spec.cycles());
      return of(spec, (double) ((n - 1) % cycle) / cycle);
    }
    if (n <= spec.warmupSteps()) {
      return spec.learningRate() * n / spec.warmupSteps();
    }
    var steps = Math.max(1, spec.totalSteps() - spec.warmupSteps());
    var part = Math.min(1, (n - spec.warmupSteps()) / (double) steps);
    return of(spec, part);
  }

  /** The rate after a part of the schedule. */
  private static double of(TrainingSpec spec, double part) {
    return switch (spec.schedule()) {
      case CONSTANT -> spec.learningRate();
      case COSINE -> spec.learningRate() / 2 * (StrictMath.cos(StrictMath.PI * part) + 1);
      case STEPPED -> spec.learningRate() * (part < 0.5 ? 1 : part < 0.75 ? 0.1 : 0.01);
    };
  }
}
