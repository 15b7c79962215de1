package dev.sheaf.policies.prefetch;

/**
 * What was seen of one job since its tuner was last asked.
 *
 * @param sinceStartNanos how long the job has been reading
 * @param waitShare the part of its time that the consumer waited for samples, 0..1
 * @param reserved how much of the buffer was spoken for: read, or being read
 * @param ready how much of the buffer could be consumed at once
 * @param consumedPerSecond the consumer's pace, in bytes
 * @param originErrors replies of the origin that were errors, or asked to slow down
 * @param phase what the job is doing now
 */
public record Observed(
    long sinceStartNanos,
    double waitShare,
    Fill reserved,
    Fill ready,
    double consumedPerSecond,
    int originErrors,
    Phase phase) {
  /** Of a share within its range. */
  public Observed {
    if (!(waitShare >= 0 && waitShare <= 1)) {
      throw new IllegalArgumentException("waitShare must be 0..1 but was " + waitShare);
    }
  }
}
