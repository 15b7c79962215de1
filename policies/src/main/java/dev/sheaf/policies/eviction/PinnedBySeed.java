package dev.sheaf.policies.eviction;

/**
 * Fills the cache once with packages chosen by the dataset's seed and keeps them; a window, just as
 * large as what the jobs have open, lets them share the reads of the rest.
 *
 * <p>In exactly-once training every package is worth the same, so replacing one only costs: pinned
 * packages earn a hit an epoch and job, and no policy does better for one job. More window than is
 * open would hold nothing that the next epoch's beginning does not find by chance.
 *
 * <p><i>Source:</i> MinIO of CoorDL (Mohan et al., VLDB 2021, §4.1). <i>Cost:</i> O(1).
 */
public record PinnedBySeed() implements Residency {
  @Override
  public String name() {
    return "pinned";
  }

  @Override
  public long windowBytes(long capacityBytes, long peakOpenBytes) {
    return Math.min(capacityBytes, peakOpenBytes);
  }
}
