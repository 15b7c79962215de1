package dev.sheaf.policies.prefetch;

/**
 * What one job's reading ahead may cost at most.
 *
 * @param mostReaders at least 1
 * @param leastBufferBytes room for the largest sample and some more
 * @param jobBufferBytes the most that one job may buffer
 * @param nodeBufferBytes the most that this job's share of the node's buffers is
 */
public record Caps(
    int mostReaders, long leastBufferBytes, long jobBufferBytes, long nodeBufferBytes) {
  /** Of room for the least that is needed. */
  public Caps {
    if (mostReaders < 1) {
      throw new IllegalArgumentException("mostReaders must be at least 1 but was " + mostReaders);
    }
    if (leastBufferBytes < 1 || leastBufferBytes > Math.min(jobBufferBytes, nodeBufferBytes)) {
      throw new IllegalArgumentException(
          "leastBufferBytes must be 1..%d but was %d"
              .formatted(Math.min(jobBufferBytes, nodeBufferBytes), leastBufferBytes));
    }
  }

  /** What binds of the two. */
  public long mostBufferBytes() {
    return Math.min(jobBufferBytes, nodeBufferBytes);
  }

  /** The nearest size that is allowed. */
  public long clamp(double bytes) {
    return Math.clamp((long) bytes, leastBufferBytes, mostBufferBytes());
  }
}
