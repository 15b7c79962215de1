package dev.sheaf.policies.division;

/**
 * What a cache is worth to one job: how long a minibatch takes it without and with the cache.
 *
 * @param job its name; ties are broken by it
 * @param weight how much it counts, such as its GPUs
 * @param missNanos a minibatch that comes from the origin
 * @param hitNanos a minibatch that comes from the cache
 * @param bytesPerSecond what it reads when nothing is cached
 */
public record JobBenefit(
    String job, double weight, long missNanos, long hitNanos, double bytesPerSecond) {
  /** Of times above zero. */
  public JobBenefit {
    if (missNanos < 1 || hitNanos < 1) {
      throw new IllegalArgumentException(
          "missNanos and hitNanos must be at least 1 but were %d and %d"
              .formatted(missNanos, hitNanos));
    }
    if (!(weight >= 0 && bytesPerSecond >= 0)) {
      throw new IllegalArgumentException(
          "weight and bytesPerSecond must not be negative but were %s and %s"
              .formatted(weight, bytesPerSecond));
    }
  }

  /** The share of its time that the cache spares it, 0..1; 0 when it waits for nothing. */
  public double timeSpared() {
    return Math.max(0, (double) (missNanos - hitNanos) / missNanos);
  }

  /** The bytes a second, weighted, that reading from the cache is worth. */
  public double benefit() {
    return weight * timeSpared() * bytesPerSecond;
  }
}
