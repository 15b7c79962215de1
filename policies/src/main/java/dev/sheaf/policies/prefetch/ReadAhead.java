package dev.sheaf.policies.prefetch;

import java.util.HashMap;
import java.util.function.LongUnaryOperator;

/**
 * Knows in which order a job will ask for its samples, what of that is to be read next, and what
 * has arrived.
 *
 * <pre>
 *   listed ─next─► coming ─arrived─► ready ─taken as often as expected─► gone
 * </pre>
 *
 * <p>Room is reserved before reading begins, so the limit is never exceeded. A sample that is
 * listed again while it is there is expected once more instead of being read twice. An id that is
 * not, or no longer, listed is answered as such: nobody waits for what will never come.
 *
 * <p><i>Source:</i> the stage of PRISMA (Macedo et al., IEEE Cluster 2021), which lets readers of
 * unlisted names wait for ever. <i>Cost:</i> O(1).
 */
public final class ReadAhead {
  private final long[] order;
  private final LongUnaryOperator bytesOf;
  private final HashMap<Long, Integer> listed = new HashMap<>();
  private final HashMap<Long, Entry> entries = new HashMap<>();
  private int next;
  private long reservedBytes;
  private long readyBytes;
  private long limitBytes;

  /** What is there, or on its way. */
  private record Entry(int expected, boolean ready) {}

  /** What a consumer is told. */
  public enum Answer {
    /** Here it is. */
    TAKEN,
    /** It is listed, and will arrive. */
    COMING,
    /** It is not in the list, or was taken as often as it is listed. */
    UNLISTED
  }

  /** Nothing more to read, or no room. */
  public static final long NONE = -1;

  /**
   * A stage that will be asked for these ids.
   *
   * @param order ids ≥ 0 in the order of consumption, of all epochs
   * @param bytesOf the size of an id
   * @param limitBytes the most that is held or being read at one time
   */
  public ReadAhead(long[] order, LongUnaryOperator bytesOf, long limitBytes) {
    this.order = order.clone();
    this.bytesOf = bytesOf;
    this.limitBytes = limitBytes;
    for (var id : this.order) {
      listed.merge(id, 1, Integer::sum);
    }
  }

  /**
   * The id to read next, for which room is now reserved; {@link #NONE} while there is no room or
   * nothing left. Ids that are there already are passed over.
   */
  public long next() {
    while (next < order.length) {
      var id = order[next];
      var entry = entries.get(id);
      if (entry != null) {
        entries.put(id, new Entry(entry.expected() + 1, entry.ready()));
        next++;
        continue;
      }
      var bytes = bytesOf.applyAsLong(id);
      if (reservedBytes + bytes > limitBytes) {
        return NONE;
      }
      entries.put(id, new Entry(1, false));
      reservedBytes += bytes;
      next++;
      return id;
    }
    return NONE;
  }

  /** An id has been read. */
  public void arrived(long id) {
    var entry = entries.get(id);
    if (entry != null && !entry.ready()) {
      entries.put(id, new Entry(entry.expected(), true));
      readyBytes += bytesOf.applyAsLong(id);
    }
  }

  /** A consumer asks for an id. */
  public Answer take(long id) {
    var left = listed.getOrDefault(id, 0);
    if (left == 0) {
      return Answer.UNLISTED;
    }
    var entry = entries.get(id);
    if (entry == null || !entry.ready()) {
      return Answer.COMING;
    }
    listed.put(id, left - 1);
    if (entry.expected() > 1) {
      entries.put(id, new Entry(entry.expected() - 1, true));
      return Answer.TAKEN;
    }
    entries.remove(id);
    reservedBytes -= bytesOf.applyAsLong(id);
    readyBytes -= bytesOf.applyAsLong(id);
    return Answer.TAKEN;
  }

  /** Changes the limit; what is there stays until it is taken. */
  public void limit(long bytes) {
    limitBytes = bytes;
  }

  /** The limit in force. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Bytes that are there or being read. */
  public long reservedBytes() {
    return reservedBytes;
  }

  /** Bytes that could be taken at once. */
  public long readyBytes() {
    return readyBytes;
  }
}
