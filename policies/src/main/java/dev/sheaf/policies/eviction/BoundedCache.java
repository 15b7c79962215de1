package dev.sheaf.policies.eviction;

import java.util.Arrays;

/** What every cache does alike: count what is held, make room for what comes, tell what leaves. */
abstract sealed class BoundedCache implements ItemCache
    permits FarthestNextUseCache,
        FillAndKeepCache,
        FirstInFirstOutCache,
        LeastFrequentlyReadCache,
        LeastRecentlyReadCache,
        RandomVictimCache,
        SecondChanceCache {
  private static final long ABSENT = -1;

  private final long[] sizes;
  private final long capacityBytes;
  private final Departures departures;
  private long usedBytes;
  private int held;

  BoundedCache(int items, long capacityBytes, Departures departures) {
    if (items < 0) {
      throw new IllegalArgumentException("items must be at least 0 but was " + items);
    }
    if (capacityBytes < 0) {
      throw new IllegalArgumentException(
          "capacityBytes must be at least 0 but was " + capacityBytes);
    }
    this.sizes = new long[items];
    this.capacityBytes = capacityBytes;
    this.departures = departures;
    Arrays.fill(sizes, ABSENT);
  }

  @Override
  public final Verdict read(int item, long sizeBytes) {
    if (sizes[item] != ABSENT) {
      hit(item);
      return Verdict.HIT;
    }
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("sizeBytes must be at least 0 but was " + sizeBytes);
    }
    missed(item);
    if (sizeBytes > capacityBytes || !admits(item, sizeBytes)) {
      return Verdict.BYPASSED;
    }
    while (usedBytes > capacityBytes - sizeBytes) {
      evict();
    }
    sizes[item] = sizeBytes;
    usedBytes += sizeBytes;
    held++;
    entered(item);
    return Verdict.ADMITTED;
  }

  /** An item that is held was read. */
  abstract void hit(int item);

  /** An item that is not held was read; what follows is its entry or nothing. */
  void missed(int item) {}

  /** Whether an item that would fit into an empty cache is to be kept; it may evict first. */
  boolean admits(int item, long sizeBytes) {
    return true;
  }

  /** Forgets and names the item that leaves next; something is held. */
  abstract int victim();

  /** An item is held from now on. */
  abstract void entered(int item);

  final boolean fits(long sizeBytes) {
    return sizeBytes <= capacityBytes - usedBytes;
  }

  final void evict() {
    var item = victim();
    var sizeBytes = sizes[item];
    sizes[item] = ABSENT;
    usedBytes -= sizeBytes;
    held--;
    departures.left(item, sizeBytes);
  }

  @Override
  public final boolean holds(int item) {
    return sizes[item] != ABSENT;
  }

  @Override
  public final int held() {
    return held;
  }

  @Override
  public final long usedBytes() {
    return usedBytes;
  }

  @Override
  public final long capacityBytes() {
    return capacityBytes;
  }
}
