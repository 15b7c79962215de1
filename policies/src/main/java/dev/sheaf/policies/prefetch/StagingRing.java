package dev.sheaf.policies.prefetch;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.OptionalInt;

/**
 * A bounded buffer that is filled, and emptied, strictly in the order of access.
 *
 * <p>Reads are started in that order and may end in any; a sample is given out only when all before
 * it were given out.
 *
 * <p><i>Shape:</i> {@link #nextToRead} → the shell reads → {@link #arrived} → {@link #take}.
 * <i>Cost:</i> O(1) a sample.
 *
 * <p><i>Source:</i> NoPFS (Dryden et al., SC 2021), its staging buffer.
 */
public final class StagingRing {
  private record Entry(int id, long sizeBytes) {}

  private final long capacityBytes;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final HashSet<Long> arrived = new HashSet<>();
  private long firstPlace;
  private long usedBytes;

  /** Empty. */
  public StagingRing(long capacityBytes) {
    if (capacityBytes < 1) {
      throw new IllegalArgumentException(
          "capacityBytes must be at least 1 but was " + capacityBytes);
    }
    this.capacityBytes = capacityBytes;
  }

  /** What became of a wish to read ahead. */
  public sealed interface Reservation {
    /**
     * There is room, which is taken now.
     *
     * @param place of the read in the order of access, to be named when it arrives
     */
    record Reserved(long place) implements Reservation {}

    /** There is no room before something is taken out. */
    record Full() implements Reservation {}
  }

  /**
   * Takes room for the next sample of the access order; one that is larger than all waits alone.
   */
  public Reservation nextToRead(int id, long sizeBytes) {
    if (!entries.isEmpty() && usedBytes + sizeBytes > capacityBytes) {
      return new Reservation.Full();
    }
    entries.add(new Entry(id, sizeBytes));
    usedBytes += sizeBytes;
    return new Reservation.Reserved(firstPlace + entries.size() - 1);
  }

  /** Notes that the read at a place has ended. */
  public void arrived(long place) {
    var ahead = place - firstPlace;
    if (ahead < 0 || ahead >= entries.size()) {
      throw new IllegalArgumentException(
          "place must be %d..%d but was %d"
              .formatted(firstPlace, firstPlace + entries.size() - 1, place));
    }
    arrived.add(place);
  }

  /** Takes out the next sample of the access order; empty while it has not arrived. */
  public OptionalInt take() {
    var first = entries.peek();
    if (first == null || !arrived.remove(firstPlace)) {
      return OptionalInt.empty();
    }
    entries.remove();
    firstPlace++;
    usedBytes -= first.sizeBytes();
    return OptionalInt.of(first.id());
  }

  /** The bytes that are taken, arrived or not. */
  public long usedBytes() {
    return usedBytes;
  }
}
