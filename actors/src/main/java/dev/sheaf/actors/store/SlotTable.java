package dev.sheaf.actors.store;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One word a slot: version, a doomed flag, and how many leases there are.
 *
 * <pre>
 *   63 … 32 version | 31 doomed | 30 … 0 leases
 * </pre>
 *
 * <p>A lease is one compare-and-set on the word, and holds only for the version it names: a slot
 * that was freed has another one, so what is in it now is never given for what was there before.
 */
final class SlotTable {
  private static final long DOOMED = 1L << 31;
  private static final long LEASES = DOOMED - 1;

  private final AtomicLongArray words;

  SlotTable(int slots) {
    this.words = new AtomicLongArray(slots);
  }

  int slots() {
    return words.length();
  }

  int version(int slot) {
    return (int) (words.get(slot) >>> 32);
  }

  /** One more lease on a version that is not doomed; false when it is gone. */
  boolean tryLease(int slot, int version) {
    while (true) {
      var word = words.get(slot);
      if ((int) (word >>> 32) != version || (word & DOOMED) != 0) {
        return false;
      }
      if (words.compareAndSet(slot, word, word + 1)) {
        return true;
      }
    }
  }

  /** More leases for one who holds a lease already; doomed or not. */
  void retain(int slot, int count) {
    words.addAndGet(slot, count);
  }

  /** Ends a lease; true when the slot is doomed and this was the last: the caller frees it. */
  boolean release(int slot) {
    var word = words.addAndGet(slot, -1);
    return (word & DOOMED) != 0 && (word & LEASES) == 0;
  }

  /**
   * No more leases of this version from now on; true when there is none left: the caller frees it.
   * Only the first to doom a version is told so.
   */
  boolean doom(int slot, int version) {
    while (true) {
      var word = words.get(slot);
      if ((int) (word >>> 32) != version || (word & DOOMED) != 0) {
        return false;
      }
      if (words.compareAndSet(slot, word, word | DOOMED)) {
        return (word & LEASES) == 0;
      }
    }
  }

  /** The next version of a slot whose memory is free: nobody holds or doomed it. */
  void renew(int slot) {
    words.set(slot, (long) (version(slot) + 1) << 32);
  }
}
