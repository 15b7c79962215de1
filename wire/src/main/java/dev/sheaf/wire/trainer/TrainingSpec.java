package dev.sheaf.wire.trainer;

/**
 * How to train.
 *
 * @param optimizer the rule of the step
 * @param learningRate the highest rate of the schedule
 * @param momentum of SGD; beta 1 of AdamW
 * @param weightDecay share of a weight that a step at rate 1 takes away; biases and batch
 *     normalisation are spared
 * @param schedule the rate over the steps
 * @param totalSteps when the schedule ends
 * @param warmupSteps the rate rises in a line over so many steps
 * @param seed of the first weights
 * @param cycles how often the schedule runs through, each in {@code totalSteps / cycles} steps,
 *     rounded up; 1 where it runs once
 */
public record TrainingSpec(
    Optimizer optimizer,
    double learningRate,
    double momentum,
    double weightDecay,
    Schedule schedule,
    long totalSteps,
    long warmupSteps,
    long seed,
    int cycles) {
  /** A training whose schedule runs through once. */
  public TrainingSpec(
      Optimizer optimizer,
      double learningRate,
      double momentum,
      double weightDecay,
      Schedule schedule,
      long totalSteps,
      long warmupSteps,
      long seed) {
    this(
        optimizer, learningRate, momentum, weightDecay, schedule, totalSteps, warmupSteps, seed, 1);
  }

  /** The rule of a step. */
  public enum Optimizer {
    /** Gradient descent with momentum. */
    SGD,
    /** Adam with weight decay apart from the gradient (Loshchilov, Hutter, ICLR 2019). */
    ADAMW
  }

  /** The learning rate over the steps, after the warm-up. */
  public enum Schedule {
    /** Stays. */
    CONSTANT,
    /** Falls to zero along half a cosine. */
    COSINE,
    /** Falls to a tenth at half and to a hundredth at three quarters of the steps. */
    STEPPED
  }

  /** A specification whose numbers make sense. */
  public TrainingSpec {
    if (!(learningRate > 0 && learningRate <= 100)) {
      throw new IllegalArgumentException(
          "learningRate must be above 0 and at most 100 but was " + learningRate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be 0 or more and below 1: " + momentum);
    }
    if (!(weightDecay >= 0 && weightDecay < 1)) {
      throw new IllegalArgumentException(
          "weightDecay must be 0 or more and below 1 but was " + weightDecay);
    }
    if (totalSteps < 1 || warmupSteps < 0 || warmupSteps > totalSteps) {
      throw new IllegalArgumentException(
          "warmupSteps must be 0..totalSteps and totalSteps 1 or more but they were %d and %d"
              .formatted(warmupSteps, totalSteps));
    }
    if (cycles < 1 || cycles > totalSteps || (cycles > 1 && warmupSteps > 0)) {
      throw new IllegalArgumentException(
          "cycles must be 1..totalSteps, and without warm-up where there are more, but were %d of %d steps, %d of them warm-up"
              .formatted(cycles, totalSteps, warmupSteps));
    }
  }
}
