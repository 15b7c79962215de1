package dev.sheaf.policies.economics;

/**
 * Says how much of a training run is waiting for input, and for which part of it, from the rates of
 * three short runs that differ by one thing each.
 *
 * <pre>
 *   synthetic data      ingestion rate    what the GPUs take
 *   everything cached   cached rate       … less what preparation costs
 *   nothing cached      cold rate         … less what fetching costs
 * </pre>
 *
 * <p><i>Source:</i> DS-Analyzer (Mohan et al., VLDB 2021, §3.2). <i>Units:</i> samples a second.
 * <i>Cost:</i> O(1).
 */
public record InputStalls(double ingestionRate, double cachedRate, double coldRate) {
  /** Of rates above zero. */
  public InputStalls {
    if (!(ingestionRate > 0 && cachedRate > 0 && coldRate > 0)) {
      throw new IllegalArgumentException(
          "rates must be more than 0 but were %s, %s and %s"
              .formatted(ingestionRate, cachedRate, coldRate));
    }
  }

  /** The part of a cold run that waits for preparation, 0..1. */
  public double preparationShare() {
    return coldRate * Math.max(0, 1 / cachedRate - 1 / ingestionRate);
  }

  /** The part of a cold run that waits for fetching, 0..1. */
  public double fetchShare() {
    return coldRate * Math.max(0, 1 / coldRate - 1 / Math.min(cachedRate, ingestionRate));
  }

  /**
   * How long one pass over a dataset takes to read when part of it is in memory: {@code cached /
   * memory bandwidth + (dataset - cached) / disk bandwidth}.
   */
  public static double fetchSeconds(
      double cachedBytes,
      double datasetBytes,
      double memoryBytesPerSecond,
      double diskBytesPerSecond) {
    if (!(cachedBytes >= 0 && cachedBytes <= datasetBytes)) {
      throw new IllegalArgumentException(
          "cachedBytes must be 0..%s but was %s".formatted(datasetBytes, cachedBytes));
    }
    return cachedBytes / memoryBytesPerSecond + (datasetBytes - cachedBytes) / diskBytesPerSecond;
  }

  /**
   * The least share of a dataset that must be cached so that fetching keeps up with {@code
   * bytesPerSecond}; 1 when even memory does not.
   */
  public static double leastCachedShare(
      double bytesPerSecond, double memoryBytesPerSecond, double diskBytesPerSecond) {
    if (bytesPerSecond <= diskBytesPerSecond) {
      return 0;
    }
    var share =
        (1 / diskBytesPerSecond - 1 / bytesPerSecond)
            / (1 / diskBytesPerSecond - 1 / memoryBytesPerSecond);
    return Math.min(1, share);
  }
}
