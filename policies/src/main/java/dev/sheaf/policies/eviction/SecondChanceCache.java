package dev.sheaf.policies.eviction;

/**
 * Sweeps a hand over the items in the order of their admission, and evicts the first that was not
 * read since the hand last passed it (CLOCK).
 *
 * <p>A read sets the item's bit, the read that admits it too; the hand clears the bits that it
 * passes. An item behind which the hand has passed is again the last that it will reach, so the
 * ring is a queue in which passed items go to the end. <i>Cost:</i> O(1) amortised: each step over
 * a set bit was paid by a read.
 *
 * <p><i>Source:</i> Corbató, "A paging experiment with the Multics system", 1969.
 */
public final class SecondChanceCache extends BoundedCache {
  private final Chain ring;
  private final boolean[] read;

  /** Empty. */
  public SecondChanceCache(int items, long capacityBytes, Departures departures) {
    super(items, capacityBytes, departures);
    ring = new Chain(items);
    read = new boolean[items];
  }

  @Override
  void hit(int item) {
    read[item] = true;
  }

  @Override
  int victim() {
    var item = ring.removeFirst();
    while (read[item]) {
      read[item] = false;
      ring.append(item);
      item = ring.removeFirst();
    }
    return item;
  }

  @Override
  void entered(int item) {
    read[item] = true;
    ring.append(item);
  }
}
