package dev.sheaf.policies.eviction;

import java.util.function.IntPredicate;

/**
 * Fills once and evicts nothing (MinIO): in exactly-once training all items are worth the same, so
 * replacing one only costs.
 *
 * <p>It hits the cache's share of the dataset in every epoch after the first, and no policy does
 * better for one job. Either the first come are kept, while they fit, or those that {@link
 * PinnedShares} names, so that every node knows what the others keep. <i>Cost:</i> O(1).
 *
 * <p><i>Source:</i> CoorDL (Mohan et al., VLDB 2021, §4.1).
 */
public final class FillAndKeepCache extends BoundedCache {
  private final IntPredicate keeps;

  private FillAndKeepCache(
      int items, long capacityBytes, Departures departures, IntPredicate keeps) {
    super(items, capacityBytes, departures);
    this.keeps = keeps;
  }

  /** Keeps whatever comes while it fits. */
  public static FillAndKeepCache firstCome(int items, long capacityBytes) {
    return new FillAndKeepCache(items, capacityBytes, Departures.UNHEARD, item -> true);
  }

  /** Keeps what is pinned or spared for a node, and nothing else. */
  public static FillAndKeepCache pinned(PinnedShares shares, int node, long capacityBytes) {
    return new FillAndKeepCache(
        shares.items(),
        capacityBytes,
        Departures.UNHEARD,
        item -> shares.place(node, item) == PinnedShares.Place.LOCAL);
  }

  @Override
  void hit(int item) {}

  @Override
  boolean admits(int item, long sizeBytes) {
    return fits(sizeBytes) && keeps.test(item);
  }

  @Override
  int victim() {
    throw new IllegalStateException("what is kept must never be evicted");
  }

  @Override
  void entered(int item) {}
}
