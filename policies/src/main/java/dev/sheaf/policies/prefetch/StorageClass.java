package dev.sheaf.policies.prefetch;

/**
 * A place on a node where samples are kept, such as memory or a local disk.
 *
 * @param capacityBytes what it holds
 * @param threads how many threads fill it
 * @param bandwidth by number of threads
 */
public record StorageClass(String name, long capacityBytes, int threads, Bandwidths bandwidth) {
  /** Checks the ranges. */
  public StorageClass {
    if (capacityBytes < 0 || threads < 1) {
      throw new IllegalArgumentException(
          "capacityBytes must be at least 0 and threads at least 1 but were %d and %d"
              .formatted(capacityBytes, threads));
    }
  }

  /** What one of its threads reads, in bytes a second. */
  public double perThread() {
    return bandwidth.each(threads);
  }
}
