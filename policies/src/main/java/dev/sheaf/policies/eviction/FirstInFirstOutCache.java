package dev.sheaf.policies.eviction;

/**
 * Evicts the item that was admitted first (FIFO); a hit changes nothing.
 *
 * <p><i>Cost:</i> O(1). Expected: {@link ExpectedHits#firstInFirstOut}.
 */
public final class FirstInFirstOutCache extends BoundedCache {
  private final Chain byAdmission;

  /** Empty. */
  public FirstInFirstOutCache(int items, long capacityBytes, Departures departures) {
    super(items, capacityBytes, departures);
    byAdmission = new Chain(items);
  }

  @Override
  void hit(int item) {}

  @Override
  int victim() {
    return byAdmission.removeFirst();
  }

  @Override
  void entered(int item) {
    byAdmission.append(item);
  }
}
