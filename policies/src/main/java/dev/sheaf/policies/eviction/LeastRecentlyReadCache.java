package dev.sheaf.policies.eviction;

/**
 * Evicts the item whose last read is longest ago (LRU): the baseline of every comparison.
 *
 * <p>One job that reads each item once an epoch, in a new order each time, hits {@code c + (1 - c)
 * ln(1 - c)}: {@link ExpectedHits#leastRecentlyRead}. <i>Cost:</i> O(1).
 */
public final class LeastRecentlyReadCache extends BoundedCache {
  private final Chain byLastRead;

  /** Empty. */
  public LeastRecentlyReadCache(int items, long capacityBytes, Departures departures) {
    super(items, capacityBytes, departures);
    byLastRead = new Chain(items);
  }

  @Override
  void hit(int item) {
    byLastRead.moveToEnd(item);
  }

  @Override
  int victim() {
    return byLastRead.removeFirst();
  }

  @Override
  void entered(int item) {
    byLastRead.append(item);
  }
}
