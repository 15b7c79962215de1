package dev.sheaf.policies.eviction;

/**
 * A cache of numbered items that decides what stays when its capacity is spent; it knows sizes, not
 * bytes.
 *
 * <p><i>Shape:</i> items are numbered 0 to below a bound that is known when the cache is made, so
 * that its state is a few arrays. <i>Units:</i> a size of 1 for every item makes the capacity a
 * count of items. <i>Cost:</i> that of {@link #read} is said by each policy; nothing is allocated.
 */
public interface ItemCache {
  /**
   * Reads an item: a hit, or a miss that fetches it and may make it stay.
   *
   * @param item its number
   * @param sizeBytes at least 0; an item that is held keeps the size with which it was admitted
   */
  Verdict read(int item, long sizeBytes);

  /** True when a read of the item would hit. */
  boolean holds(int item);

  /** How many items are held. */
  int held();

  /** The sizes of all that is held. */
  long usedBytes();

  /** What {@link #usedBytes} never exceeds. */
  long capacityBytes();

  /** What became of a read. */
  enum Verdict {
    /** It was held. */
    HIT,
    /** It was not held, and is now. */
    ADMITTED,
    /** It was not held, and is served without being kept. */
    BYPASSED
  }

  /** Hears which items leave, in order, before the read that drove them out returns. */
  @FunctionalInterface
  interface Departures {
    /** Nobody listens. */
    Departures UNHEARD = (item, sizeBytes) -> {};

    /** The item is no longer held. */
    void left(int item, long sizeBytes);
  }
}
