package dev.sheaf.policies.eviction;

/**
 * Fills the cache once with packages chosen by the dataset's seed and never replaces one; each job
 * reads the rest for itself, in an order of its own, and what it has read is let go.
 *
 * <p>A package is held while it is open, so the pins are what that leaves of the cache. Every job
 * reads {@code 1 - pinned} of its samples from the origin, however many there are.
 *
 * <p><i>Source:</i> MinIO of CoorDL (Mohan et al., VLDB 2021, §4.1), the seeded form.
 */
public record FillAndKeep() implements Residency {
  @Override
  public String name() {
    return "fill-and-keep";
  }

  @Override
  public long windowBytes(long capacityBytes, long peakOpenBytes) {
    return Math.min(capacityBytes, peakOpenBytes);
  }
}
