package dev.sheaf.policies.importance;

/**
 * What a job gains from the cache, as measured with and without it.
 *
 * @param hitNanos time a sample takes when everything is cached
 * @param missNanos time a sample takes when nothing is
 * @param samplesPerSecond how fast the job reads
 */
public record JobBenefit(double hitNanos, double missNanos, double samplesPerSecond) {
  /** Checks the ranges. */
  public JobBenefit {
    if (!(hitNanos >= 0) || !(missNanos > 0) || !(samplesPerSecond >= 0)) {
      throw new IllegalArgumentException(
          "hitNanos and samplesPerSecond must be at least 0 and missNanos more but were %s, %s, %s"
              .formatted(hitNanos, samplesPerSecond, missNanos));
    }
  }

  /** {@code max(0, 1 - hit/miss) × rate}; 0 for a job that computes longer than it reads. */
  public double weight() {
    return Math.max(0, 1 - hitNanos / missNanos) * samplesPerSecond;
  }
}
