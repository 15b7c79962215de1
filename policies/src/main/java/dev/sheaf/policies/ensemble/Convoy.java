package dev.sheaf.policies.ensemble;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who reads what is prepared once: readers of one order that are not further apart than a ring has
 * slots. Used by one thread at a time.
 *
 * <pre>
 *   coming   begin                                → waiting
 *   waiting  all others have come, or for too long not, and one is within reach   → reading
 *            nobody is within reach               → alone
 *   reading  it holds up the ring while another has waited longer than patience     → alone
 *   alone    begin, in a later epoch              → waiting
 *   any      leave                                → gone
 * </pre>
 *
 * <p>So one that is slow costs the others its lag, which is a ring, and once their patience; then
 * it goes on by itself. Batches have numbers over all epochs, which the slots of the ring go by.
 *
 * <p><i>Source:</i> the broadcast groups of Pittman et al., SC 2018; the bound on the lag is ours.
 * <i>Cost:</i> O(readers) a question.
 */
public final class Convoy {
  private static final long NOT_STARVED = Long.MIN_VALUE;

  private final int slots;
  private final long patienceNanos;
  private final long musterNanos;
  private final TreeMap<Long, Reader> readers = new TreeMap<>();

  /** Where the batches lie that a reader may still begin with, by number. */
  private final TreeMap<Long, Place> held = new TreeMap<>();

  private int least = 2;
  private boolean underway;
  private boolean ended;
  private long head;
  private Place next = new Place(0, 0);

  /** A batch of an order. */
  public record Place(int epoch, int n) {
    /** True when {@code other} is this batch or one of the next of its epoch. */
    private boolean reaches(Place other, int within) {
      return epoch == other.epoch && other.n >= n && other.n - n < within;
    }
  }

  /** How a reader is fed. */
  public sealed interface Standing {
    /** Others are still to come. */
    record Waiting() implements Standing {}

    /** It reads batch {@code number} of the ring next. */
    record Reading(long number) implements Standing {}

    /** It reads for itself for the rest of its epoch. */
    record Alone() implements Standing {}
  }

  private enum State {
    COMING,
    WAITING,
    READING,
    ALONE,
    /** It left while it was looking at a batch, which must stay until it is done. */
    GONE
  }

  private static final class Reader {
    State state = State.COMING;
    Place wanted = new Place(0, 0);
    long cursor;
    long since;
    long starvedSince = NOT_STARVED;
    boolean busy;

    void go(State to) {
      state = to;
      starvedSince = NOT_STARVED;
    }
  }

  /**
   * A convoy of nobody.
   *
   * @param slots batches of the ring
   * @param patienceNanos how long others wait for one that holds them up
   * @param musterNanos how long those that have come wait for those that were announced
   */
  public Convoy(int slots, long patienceNanos, long musterNanos) {
    this.slots = slots;
    this.patienceNanos = patienceNanos;
    this.musterNanos = musterNanos;
  }

  /** From now on it sets out with so many readers; one alone reads for itself otherwise. */
  public void least(int readersToSetOut) {
    least = readersToSetOut;
  }

  /** How many read what is prepared now. */
  public int reading() {
    return (int) readers.values().stream().filter(each -> each.state == State.READING).count();
  }

  /** A reader will come. */
  public void announce(long reader) {
    readers.put(reader, new Reader());
  }

  /** A reader has gone. */
  public void leave(long reader) {
    var each = readers.get(reader);
    if (each != null && each.busy) {
      each.go(State.GONE);
    } else {
      readers.remove(reader);
    }
    endIfNobodyReads();
  }

  /** True when nobody is there or to come. */
  public boolean isEmpty() {
    return readers.isEmpty();
  }

  /** A reader wants to read on from {@code place}. */
  public void begin(long reader, Place place, long now) {
    var each = readers.get(reader);
    if (each == null || (each.state == State.READING && place.equals(placeOf(each)))) {
      return;
    }
    each.wanted = place;
    each.since = now;
    each.go(State.WAITING);
    endIfNobodyReads();
    settle(now);
  }

  /** How a reader is fed now. */
  public Standing standing(long reader, long now) {
    settle(now);
    var each = readers.get(reader);
    if (each == null) {
      return new Standing.Alone();
    }
    return switch (each.state) {
      case COMING, WAITING -> new Standing.Waiting();
      case READING ->
          ended && each.cursor >= head ? new Standing.Alone() : new Standing.Reading(each.cursor);
      case ALONE, GONE -> new Standing.Alone();
    };
  }

  /** What the reader would be given next; empty where that is not known. */
  public Optional<Place> coming(long reader) {
    var each = readers.get(reader);
    return each == null || each.state != State.READING
        ? Optional.empty()
        : Optional.ofNullable(placeOf(each));
  }

  /** A reader has nothing to read. */
  public void starves(long reader, long now) {
    var each = readers.get(reader);
    if (each != null && each.starvedSince == NOT_STARVED && each.cursor >= head) {
      each.starvedSince = now;
    }
  }

  /** A reader is looking at its batch, which must stay until it is done. */
  public void takes(long reader) {
    var each = readers.get(reader);
    if (each != null) {
      each.busy = true;
      each.starvedSince = NOT_STARVED;
    }
  }

  /** A reader is done with its batch. */
  public void took(long reader) {
    var each = readers.get(reader);
    if (each != null) {
      each.busy = false;
      each.cursor++;
      if (each.state == State.GONE) {
        readers.remove(reader);
      }
    }
  }

  /** A reader goes on by itself, because its order is another. */
  public void part(long reader) {
    var each = readers.get(reader);
    if (each != null) {
      each.go(State.ALONE);
      endIfNobodyReads();
    }
  }

  /** What is to be prepared now, if there is room; puts out who holds up the others. */
  public Optional<Place> toPrepare(long now) {
    while (underway && isFull() && isSomebodyStarved(now) && putOutTheLast()) {
      endIfNobodyReads();
    }
    return underway && !ended && !isFull() ? Optional.of(next) : Optional.empty();
  }

  /** What was to be prepared is there; its number. */
  public long prepared() {
    held.put(head, next);
    next = new Place(next.epoch(), next.n() + 1);
    head++;
    held.headMap(head - slots).clear();
    return head - 1;
  }

  /** The epoch has no such batch: the next one begins. */
  public void epochOver() {
    next = new Place(next.epoch() + 1, 0);
  }

  /** The order has no batch any more: what is there is still read. */
  public void ended() {
    ended = true;
  }

  /** Nothing can be prepared: all go on by themselves. */
  public void disband() {
    readers.values().stream()
        .filter(each -> each.state == State.WAITING || each.state == State.READING)
        .forEach(each -> each.go(State.ALONE));
    endIfNobodyReads();
  }

  private void settle(long now) {
    var waiting = readers.values().stream().filter(each -> each.state == State.WAITING).toList();
    if (waiting.isEmpty()) {
      return;
    }
    if (!underway) {
      var since = waiting.stream().mapToLong(each -> each.since).min().orElse(now);
      var complete = readers.values().stream().noneMatch(each -> each.state == State.COMING);
      if (!complete && now - since < musterNanos) {
        return;
      }
      setOut(waiting);
    }
    waiting.forEach(this::join);
  }

  /** Begins where most can read, if enough can; of such places at the earliest. */
  private void setOut(List<Reader> waiting) {
    var places =
        waiting.stream()
            .map(each -> each.wanted)
            .sorted(Comparator.comparingInt(Place::epoch).thenComparingInt(Place::n))
            .distinct()
            .toList();
    var most = least - 1L;
    for (var place : places) {
      var within = waiting.stream().filter(each -> place.reaches(each.wanted, slots)).count();
      if (within > most) {
        most = within;
        next = place;
        underway = true;
        ended = false;
        held.clear();
      }
    }
  }

  private void join(Reader reader) {
    var number = underway ? numberOf(reader.wanted) : Optional.<Long>empty();
    reader.go(number.isPresent() ? State.READING : State.ALONE);
    number.ifPresent(at -> reader.cursor = at);
  }

  private Optional<Long> numberOf(Place place) {
    if (next.reaches(place, slots)) {
      return Optional.of(head + place.n() - next.n());
    }
    // The slot of the eldest may be being filled anew.
    return held.tailMap(head - slots, false).entrySet().stream()
        .filter(each -> each.getValue().equals(place))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private @Nullable Place placeOf(Reader reader) {
    return reader.cursor < head
        ? held.get(reader.cursor)
        : new Place(next.epoch(), next.n() + (int) (reader.cursor - head));
  }

  /** True when the slot to be filled next holds what some reader still needs. */
  private boolean isFull() {
    return head - oldest() >= slots
        || readers.values().stream().anyMatch(each -> each.busy && head - each.cursor >= slots);
  }

  private long oldest() {
    return readers.values().stream()
        .filter(each -> each.state == State.READING)
        .mapToLong(each -> each.cursor)
        .min()
        .orElse(head);
  }

  /** One for whom a batch is there does not starve any more, though it may not know that yet. */
  private boolean isSomebodyStarved(long now) {
    return readers.values().stream()
        .anyMatch(each ->
            each.state == State.READING
                && each.cursor >= head
                && each.starvedSince != NOT_STARVED
                && now - each.starvedSince >= patienceNanos);
  }

  /** False when those that are last are looking at their batch just now. */
  private boolean putOutTheLast() {
    var last =
        readers.values().stream()
            .filter(
                each -> each.state == State.READING && head - each.cursor >= slots && !each.busy)
            .toList();
    last.forEach(each -> each.go(State.ALONE));
    return !last.isEmpty();
  }

  private void endIfNobodyReads() {
    if (readers.values().stream().noneMatch(each -> each.state == State.READING)) {
      underway = false;
      held.clear();
    }
  }
}
