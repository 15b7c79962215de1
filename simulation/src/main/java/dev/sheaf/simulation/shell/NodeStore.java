package dev.sheaf.simulation.shell;

import java.util.Arrays;

/**
 * The memory of one cache node: packages that are kept, packages whose space may be taken, oldest
 * first, and what is being loaded.
 *
 * <p>Space is reserved before a load begins; what is kept is never taken.
 */
final class NodeStore {
  private enum State {
    ABSENT,
    LOADING,
    RESIDENT
  }

  private static final int NONE = -1;

  private final long[] sizesBytes;
  private final long capacityBytes;
  private final State[] states;
  private final boolean[] kept;
  private final int[] next;
  private final int[] previous;
  private int eldest = NONE;
  private int youngest = NONE;
  private long usedBytes;

  NodeStore(long[] sizesBytes, long capacityBytes) {
    this.sizesBytes = sizesBytes;
    this.capacityBytes = capacityBytes;
    this.states = new State[sizesBytes.length];
    Arrays.fill(states, State.ABSENT);
    this.kept = new boolean[sizesBytes.length];
    this.next = new int[sizesBytes.length];
    this.previous = new int[sizesBytes.length];
  }

  long usedBytes() {
    return usedBytes;
  }

  long capacityBytes() {
    return capacityBytes;
  }

  boolean isResident(int index) {
    return states[index] == State.RESIDENT;
  }

  /**
   * Makes room for a load; false when what is kept leaves too little. A load that was under way
   * already, and was given up by who asked for it, keeps its room.
   */
  boolean reserve(int index) {
    if (states[index] == State.LOADING) {
      return true;
    }
    while (usedBytes + sizesBytes[index] > capacityBytes && eldest != NONE) {
      drop(eldest);
    }
    if (usedBytes + sizesBytes[index] > capacityBytes) {
      return false;
    }
    usedBytes += sizesBytes[index];
    states[index] = State.LOADING;
    return true;
  }

  /** A load that was reserved has ended. */
  void loaded(int index) {
    if (states[index] != State.LOADING) {
      return;
    }
    states[index] = State.RESIDENT;
    if (!kept[index]) {
      append(index);
    }
  }

  void keep(int index) {
    if (!kept[index] && isResident(index)) {
      unlink(index);
    }
    kept[index] = true;
  }

  void give(int index, boolean drop) {
    if (kept[index] && isResident(index)) {
      append(index);
    }
    kept[index] = false;
    if (drop && isResident(index)) {
      drop(index);
    }
  }

  /** All is lost. */
  void clear() {
    Arrays.fill(states, State.ABSENT);
    Arrays.fill(kept, false);
    eldest = NONE;
    youngest = NONE;
    usedBytes = 0;
  }

  /** The bytes of all that is resident or being loaded, counted one by one. */
  long countedBytes() {
    var bytes = 0L;
    for (int index = 0; index < states.length; index++) {
      bytes += states[index] == State.ABSENT ? 0 : sizesBytes[index];
    }
    return bytes;
  }

  private void drop(int index) {
    unlink(index);
    states[index] = State.ABSENT;
    usedBytes -= sizesBytes[index];
  }

  private void append(int index) {
    previous[index] = youngest;
    next[index] = NONE;
    if (youngest == NONE) {
      eldest = index;
    } else {
      next[youngest] = index;
    }
    youngest = index;
  }

  private void unlink(int index) {
    if (previous[index] == NONE) {
      eldest = next[index];
    } else {
      next[previous[index]] = next[index];
    }
    if (next[index] == NONE) {
      youngest = previous[index];
    } else {
      previous[next[index]] = previous[index];
    }
  }
}
