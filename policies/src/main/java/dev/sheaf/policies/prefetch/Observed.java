package dev.sheaf.policies.prefetch;

/**
 * What was seen of one job since its tuner was last asked.
 *
 * @param sinceStartNanos how long the job has been reading
 * @param waitShare the part of its time that the consumer waited for samples, 0..1
 * @param reserved how much of the buffer was spoken for: read, or being read
 * @param ready how much of the buffer could be consumed at once
 * @param blockedShare the part of the time that some reader was idle for want of room, 0..1
 * @param consumedPerSecond the consumer's pace, in bytes
 * @param originErrors replies of the origin that were errors, or asked to slow down
 * @param phase what the job is doing now
 */
public record Observed(
    long sinceStartNanos,
    double waitShare,
    Fill reserved,
    Fill ready,
    double blockedShare,
    double consumedPerSecond,
    int originErrors,
    Phase phase) {
  /** Of shares within their range. */
  public Observed {
    if (!(waitShare >= 0 && waitShare <= 1)) {
      throw new IllegalArgumentException("waitShare must be 0..1 but was " + waitShare);
    }
    if (!(blockedShare >= 0 && blockedShare <= 1)) {
      throw new IllegalArgumentException("blockedShare must be 0..1 but was " + blockedShare);
    }
  }
}
