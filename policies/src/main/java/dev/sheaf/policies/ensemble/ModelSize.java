package dev.sheaf.policies.ensemble;

/**
 * What a convolutional network of the trainer weighs: numbers that it learns, work, memory.
 *
 * <p>Four convolutions of 3×3 with w, 2w, 2w and 4w filters, the first two and the last of stride
 * 2, each with batch normalisation, and one linear layer.
 *
 * @param width filters of the first convolution, w
 * @param classes outputs
 * @param side of the image, in pixels
 */
public record ModelSize(int width, int classes, int side) {
  private static final int KERNEL = 9;
  private static final int CHANNELS = 3;
  private static final int FLOAT_BYTES = 4;

  /** A step is about three times the work of a prediction: forward, and two products backward. */
  private static final int PASSES_OF_A_STEP = 3;

  /** What a step keeps of each activation: convolution, normalisation, and their gradient. */
  private static final int COPIES = 3;

  /** Numbers that are learned. */
  public long parameters() {
    long w = width;
    var convolutions = KERNEL * (CHANNELS * w + 2 * w * w + 4 * w * w + 8 * w * w);
    var normalisations = 2 * (w + 2 * w + 2 * w + 4 * w);
    return convolutions + normalisations + (4 * w * last() * last() + 1) * classes;
  }

  /** Floating-point operations of training on one image. */
  public double operationsPerImage() {
    double w = width;
    var first = KERNEL * CHANNELS * w * half() * half();
    var middle = KERNEL * 6 * w * w * quarter() * quarter();
    var end = KERNEL * 8 * w * w * last() * last();
    return 2 * PASSES_OF_A_STEP * (first + middle + end + 4 * w * last() * last() * classes);
  }

  /**
   * Bytes that a trainer needs for it: weights, gradients, what the optimizer remembers, and a
   * batch on its way.
   */
  public long trainingBytes(int batchSize, MemberSpec.Optimizer optimizer) {
    var copies = optimizer == MemberSpec.Optimizer.ADAMW ? 4 : 3;
    return FLOAT_BYTES * (copies * parameters() + (long) COPIES * batchSize * activations());
  }

  private long activations() {
    long w = width;
    return w * half() * half()
        + 4 * w * quarter() * quarter()
        + 4 * w * last() * last()
        + (long) CHANNELS * side * side;
  }

  private long half() {
    return Math.ceilDiv(side, 2);
  }

  private long quarter() {
    return Math.ceilDiv(half(), 2);
  }

  private long last() {
    return Math.ceilDiv(quarter(), 2);
  }
}
