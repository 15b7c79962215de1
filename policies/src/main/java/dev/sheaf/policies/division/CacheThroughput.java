package dev.sheaf.policies.division;

/**
 * What a job reads when a uniform part of its dataset is cached and never evicted: {@code min(f*, b
 * / (1 - c / d))}.
 *
 * <p><i>Source:</i> SiloD (EuroSys 2023). <i>Units:</i> bytes and bytes a second.
 */
public final class CacheThroughput {
  private CacheThroughput() {}

  /**
   * Bytes a second.
   *
   * @param ideal f*: what it would read if it never waited
   * @param remote b: what the origin gives it
   * @param cachedBytes c, at most d
   * @param datasetBytes d
   */
  public static double of(double ideal, double remote, double cachedBytes, double datasetBytes) {
    if (!(cachedBytes >= 0 && cachedBytes <= datasetBytes && datasetBytes > 0)) {
      throw new IllegalArgumentException(
          "cachedBytes must be 0..%s but was %s".formatted(datasetBytes, cachedBytes));
    }
    var missed = 1 - cachedBytes / datasetBytes;
    return missed == 0 ? ideal : Math.min(ideal, remote / missed);
  }

  /** The least cached bytes with which the job never waits. */
  public static double enoughBytes(double ideal, double remote, double datasetBytes) {
    return Math.max(0, datasetBytes * (1 - remote / ideal));
  }
}
