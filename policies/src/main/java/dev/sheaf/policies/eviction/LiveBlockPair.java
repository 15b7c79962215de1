package dev.sheaf.policies.eviction;

/**
 * Leads all jobs through the dataset block by block: two blocks of the seeded order are live, each
 * of at most half the cache, and jobs open packages of these two only, what is held first.
 *
 * <p>The current block goes when every job has opened all of it, or when one has opened both: who
 * is not done with it meets it again when the blocks come round, as a job does that joined late.
 *
 * <p><i>Source:</i> Quiver (Kumar and Sivathanu, FAST 2020); where a leader would wait for a job
 * that lags, ours goes on.
 */
public record LiveBlockPair() implements Residency {
  @Override
  public String name() {
    return "quiver";
  }

  @Override
  public long windowBytes(long capacityBytes, long peakOpenBytes) {
    return capacityBytes;
  }
}
