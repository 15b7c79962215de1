package dev.sheaf.policies.eviction;

import java.util.Arrays;

/**
 * Evicts the item that was read least often, and among equals the one whose last read is longest
 * ago (LFU); counts never age.
 *
 * <p>{@link Memory#WHILE_HELD} forgets the count of an item that leaves: an item with a hit then
 * outlives all without, so over random epochs the cache freezes into {@link FillAndKeepCache}, less
 * the shrinking part through which new items pass. {@link Memory#FOR_EVER} keeps all counts: over
 * random epochs it evicts what was not read yet in this epoch, as LRU does, and hits as little.
 *
 * <p><i>Cost:</i> O(1) while held; for ever, a miss adds O(distinct counts below its own).
 * <i>Source:</i> the list of counts is that of Shah, Mitra, Matani, "An O(1) algorithm for
 * implementing the LFU cache eviction scheme", 2010.
 */
public final class LeastFrequentlyReadCache extends BoundedCache {
  /** How long a count is remembered. */
  public enum Memory {
    /** It begins anew at each admission. */
    WHILE_HELD,
    /** It counts every read. */
    FOR_EVER
  }

  private static final int NONE = -1;

  private final Memory memory;
  private final int[] reads;

  // Items of one count form a run in one list, runs ascend; lastOf[count] ends the run of a count.
  private final int[] next;
  private final int[] previous;
  private final int end;
  private int[] lastOf = new int[16];

  /** Empty. */
  public LeastFrequentlyReadCache(
      int items, long capacityBytes, Departures departures, Memory memory) {
    super(items, capacityBytes, departures);
    this.memory = memory;
    reads = new int[items];
    next = new int[items + 1];
    previous = new int[items + 1];
    end = items;
    next[end] = end;
    previous[end] = end;
    Arrays.fill(lastOf, NONE);
  }

  @Override
  void hit(int item) {
    var before = lastOf[reads[item]];
    var anchor = before == item ? previous[item] : before;
    remove(item);
    count(item);
    insertAfter(lastOf[reads[item]] == NONE ? anchor : lastOf[reads[item]], item);
  }

  @Override
  void missed(int item) {
    if (memory == Memory.WHILE_HELD) {
      reads[item] = 0;
    }
    count(item);
  }

  @Override
  int victim() {
    var victim = next[end];
    remove(victim);
    return victim;
  }

  @Override
  void entered(int item) {
    var anchor = end;
    for (var run = next[end]; run != end && reads[run] <= reads[item]; run = next[anchor]) {
      anchor = lastOf[reads[run]];
    }
    insertAfter(anchor, item);
  }

  private void count(int item) {
    if (++reads[item] >= lastOf.length) {
      var length = lastOf.length;
      lastOf = Arrays.copyOf(lastOf, length * 2);
      Arrays.fill(lastOf, length, lastOf.length, NONE);
    }
  }

  private void insertAfter(int anchor, int item) {
    var after = next[anchor];
    next[anchor] = item;
    previous[item] = anchor;
    next[item] = after;
    previous[after] = item;
    lastOf[reads[item]] = item;
  }

  private void remove(int item) {
    var before = previous[item];
    next[before] = next[item];
    previous[next[item]] = before;
    if (lastOf[reads[item]] == item) {
      lastOf[reads[item]] = before != end && reads[before] == reads[item] ? before : NONE;
    }
  }
}
