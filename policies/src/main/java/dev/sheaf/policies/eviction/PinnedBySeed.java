package dev.sheaf.policies.eviction;

/**
 * Fills the cache once with packages chosen by the dataset's seed and keeps them; a window of what
 * is open, and half as much again as one job has open, lets jobs share the reads of the rest.
 *
 * <p>In exactly-once training every package is worth the same, so replacing one only costs: pinned
 * packages earn a hit an epoch and job, and no policy does better for one job.
 *
 * <p><i>Source:</i> MinIO of CoorDL (Mohan et al., VLDB 2021, §4.1). <i>Cost:</i> O(1).
 */
public final class PinnedBySeed implements Residency {
  @Override
  public String name() {
    return "pinned";
  }

  @Override
  public Split split(long capacityBytes, long openBytes, long mostOpenBytes) {
    var window = Math.min(capacityBytes, openBytes + mostOpenBytes / 2);
    return new Split(capacityBytes - window, window);
  }

  @Override
  public boolean prefersAtHand() {
    return true;
  }

  @Override
  public long rank(int jobsThatNeedIt, long lastUse) {
    return ((long) jobsThatNeedIt << 40) + lastUse;
  }
}
