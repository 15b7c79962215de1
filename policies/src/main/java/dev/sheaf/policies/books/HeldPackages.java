package dev.sheaf.policies.books;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The packages that partitions are to hold, by place: the pins, which are the first of an order of
 * their own (that of the places, while nobody says another), and the window, eldest first.
 */
final class HeldPackages {
  private static final int NONE = Packages.NONE;

  private final long[] sizesBytes;
  private final Packages held;
  private final int[] next;
  private final int[] previous;
  private final long[] loads;
  private final int[] pinOrder;
  private final int[] rank;
  private int size;
  private int pinned;
  private int eldest = NONE;
  private int youngest = NONE;
  private long windowBytes;
  private long pinnedBytes;
  private long load;

  /**
   * @param sizesBytes what each package takes, by place
   */
  HeldPackages(long[] sizesBytes) {
    this.sizesBytes = sizesBytes;
    this.held = new Packages(sizesBytes.length);
    this.next = new int[sizesBytes.length];
    this.previous = new int[sizesBytes.length];
    this.loads = new long[sizesBytes.length];
    Arrays.fill(next, NONE);
    Arrays.fill(previous, NONE);
    this.pinOrder = new int[sizesBytes.length];
    this.rank = new int[sizesBytes.length];
    Arrays.setAll(pinOrder, place -> place);
    Arrays.setAll(rank, place -> place);
  }

  boolean has(int place) {
    return held.has(place);
  }

  /** Pins that are not held, first those to be pinned first. */
  List<Integer> absentPins() {
    return IntStream.range(0, pinned()).mapToObj(this::pinAt).filter(p -> !has(p)).toList();
  }

  boolean isPinned(int place) {
    return rank[place] < pinned;
  }

  /** True when it would be pinned if there were so many pins. */
  boolean isAmongFirst(int place, int pins) {
    return rank[place] < pins;
  }

  /** The place of pin number {@code index}. */
  int pinAt(int index) {
    return pinOrder[index];
  }

  int pinned() {
    return pinned;
  }

  /** How many packages are held. */
  int size() {
    return size;
  }

  /** What the pins take, those too that are still to be loaded. */
  long pinnedBytes() {
    return pinnedBytes;
  }

  /** What the window takes. */
  long windowBytes() {
    return windowBytes;
  }

  /** How many loads there were. */
  long loads() {
    return load;
  }

  /** When a package was held last, as a count of loads. */
  long loadOf(int place) {
    return loads[place];
  }

  /** The package of the window that was loaded first; -1 when it is empty. */
  int eldest() {
    return eldest;
  }

  /** The package of the window that was loaded last; -1 when it is empty. */
  int youngest() {
    return youngest;
  }

  /** The one that was loaded before {@code place}; -1 when it is the first. */
  int before(int place) {
    return previous[place];
  }

  /** The one that was loaded after {@code place}; -1 when it is the last. */
  int after(int place) {
    return next[place];
  }

  void hold(int place) {
    if (!held.has(place)) {
      held.add(place);
      size++;
      loads[place] = load++;
      if (!isPinned(place)) {
        append(place);
      }
    }
  }

  void release(int place) {
    if (held.has(place)) {
      held.remove(place);
      size--;
      if (!isPinned(place)) {
        unlink(place);
      }
    }
  }

  /** Moves the boundary of the pins; what is held stays held, in the window or as a pin. */
  void pin(int count) {
    for (int pin = pinned; pin < count; pin++) {
      var place = pinOrder[pin];
      pinnedBytes += sizesBytes[place];
      if (held.has(place)) {
        unlink(place);
      }
    }
    for (int pin = count; pin < pinned; pin++) {
      var place = pinOrder[pin];
      pinnedBytes -= sizesBytes[place];
      if (held.has(place)) {
        append(place);
      }
    }
    pinned = count;
  }

  /** Pins these before all others, which follow in the order of places; the pins begin anew. */
  void rank(List<Integer> first) {
    var pins = pinned;
    pin(0);
    var at = 0;
    var ranked = new Packages(rank.length);
    for (int place : first) {
      if (!ranked.has(place)) {
        ranked.add(place);
        pinOrder[at++] = place;
      }
    }
    for (int place = 0; place < rank.length; place++) {
      if (!ranked.has(place)) {
        pinOrder[at++] = place;
      }
    }
    for (int pin = 0; pin < pinOrder.length; pin++) {
      rank[pinOrder[pin]] = pin;
    }
    pin(pins);
  }

  /** Makes a package of the window its youngest. */
  void touch(int place) {
    if (held.has(place) && !isPinned(place)) {
      unlink(place);
      append(place);
    }
  }

  Packages all() {
    return held;
  }

  private void append(int place) {
    previous[place] = youngest;
    next[place] = NONE;
    if (youngest == NONE) {
      eldest = place;
    } else {
      next[youngest] = place;
    }
    youngest = place;
    windowBytes += sizesBytes[place];
  }

  private void unlink(int place) {
    if (previous[place] == NONE) {
      eldest = next[place];
    } else {
      next[previous[place]] = next[place];
    }
    if (next[place] == NONE) {
      youngest = previous[place];
    } else {
      previous[next[place]] = previous[place];
    }
    windowBytes -= sizesBytes[place];
  }
}
