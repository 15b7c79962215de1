package dev.sheaf.node.accuracy;

import java.util.Arrays;
import java.util.List;

/**
 * What models learned under one contract.
 *
 * @param contract as in a job's specification
 * @param accuracies on held-out samples, one a seed
 * @param samplesTrained on by one model over all epochs, on average
 * @param readsPerSample samples fetched from the origin per sample delivered, all models together
 * @param shuffleQuality of the order, see the job's metrics; NaN where it was not taken
 */
public record ContractAccuracy(
    String contract,
    List<Double> accuracies,
    long samplesTrained,
    double readsPerSample,
    double shuffleQuality) {
  /** Two-sided 95 % points of Student's t for 1 to 9 degrees of freedom. */
  private static final double[] T95 = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262
  };

  private static final double NORMAL95 = 1.96;

  /** Figures that own their list. */
  public ContractAccuracy {
    accuracies = List.copyOf(accuracies);
  }

  /** The mean over all seeds. */
  public double mean() {
    return accuracies.stream().mapToDouble(each -> each).average().orElse(Double.NaN);
  }

  /** Half the width of the 95 % interval of the mean; NaN with one seed. */
  public double halfWidth() {
    return halfWidth(accuracies.stream().mapToDouble(each -> each).toArray());
  }

  /** Half the width of the 95 % interval of the mean of {@code values}; NaN for one. */
  static double halfWidth(double[] values) {
    var n = values.length;
    if (n < 2) {
      return Double.NaN;
    }
    var mean = Arrays.stream(values).average().orElseThrow();
    var squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    var t = n - 1 <= T95.length ? T95[n - 2] : NORMAL95;
    return t * Math.sqrt(squares / (n - 1) / n);
  }
}
