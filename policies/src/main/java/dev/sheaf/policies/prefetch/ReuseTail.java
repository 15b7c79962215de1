package dev.sheaf.policies.prefetch;

/**
 * How many samples one node reads more than so many times in a run: each epoch gives it a sample
 * with probability 1/n, so its reads of a sample are Binomial(E, 1/n).
 *
 * <p><i>Cost:</i> O(E).
 *
 * <p><i>Source:</i> NoPFS (Dryden et al., SC 2021), §3.
 *
 * @param samples N
 * @param epochs E, at most 10,000
 * @param nodes n
 */
public record ReuseTail(long samples, int epochs, int nodes) {
  /** Checks the ranges. */
  public ReuseTail {
    if (samples < 1 || epochs < 1 || epochs > 10_000 || nodes < 1) {
      throw new IllegalArgumentException(
          "samples and nodes must be at least 1 and epochs 1..10000 but were %d, %d, %d"
              .formatted(samples, nodes, epochs));
    }
  }

  /** The probability that a node reads a sample more than {@code reads} times. */
  public double probabilityOfMoreThan(int reads) {
    if (nodes == 1) {
      return reads < epochs ? 1 : 0;
    }
    var sum = 0.0;
    for (int count = Math.max(0, reads + 1); count <= epochs; count++) {
      sum += probabilityOf(count);
    }
    return sum;
  }

  /** The expected number of samples that a node reads more than {@code reads} times. */
  public double samplesReadMoreThan(int reads) {
    return samples * probabilityOfMoreThan(reads);
  }

  private double probabilityOf(int count) {
    var logOfWays = 0.0;
    for (int i = 1; i <= count; i++) {
      logOfWays += StrictMath.log((epochs - count + i) / (double) i);
    }
    return StrictMath.exp(
        logOfWays
            - count * StrictMath.log(nodes)
            + (epochs - count) * StrictMath.log1p(-1.0 / nodes));
  }
}
