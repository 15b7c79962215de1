package dev.sheaf.policies.books;

import java.util.Arrays;

/**
 * The packages that partitions are to hold, by place: the pins, which are the first places of the
 * order, and the window, eldest first.
 */
final class HeldPackages {
  private static final int NONE = Packages.NONE;

  private final long[] sizesBytes;
  private final Packages held;
  private final int[] next;
  private final int[] previous;
  private final long[] loads;
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
  }

  boolean has(int place) {
    return held.has(place);
  }

  boolean isPinned(int place) {
    return place < pinned;
  }

  int pinned() {
    return pinned;
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

  /** The one that was loaded after {@code place}; -1 when it is the last. */
  int after(int place) {
    return next[place];
  }

  void hold(int place) {
    if (!held.has(place)) {
      held.add(place);
      loads[place] = load++;
      if (!isPinned(place)) {
        append(place);
      }
    }
  }

  void release(int place) {
    if (held.has(place)) {
      held.remove(place);
      if (!isPinned(place)) {
        unlink(place);
      }
    }
  }

  /** Moves the boundary of the pins; what is held stays held, in the window or as a pin. */
  void pin(int count) {
    for (int place = pinned; place < count; place++) {
      pinnedBytes += sizesBytes[place];
      if (held.has(place)) {
        unlink(place);
      }
    }
    for (int place = count; place < pinned; place++) {
      pinnedBytes -= sizesBytes[place];
      if (held.has(place)) {
        append(place);
      }
    }
    pinned = count;
  }

  /** Makes a package of the window its youngest. */
  void touch(int place) {
    if (!isPinned(place)) {
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
