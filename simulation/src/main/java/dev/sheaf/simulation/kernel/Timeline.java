package dev.sheaf.simulation.kernel;

import java.util.Arrays;

/**
 * Virtual time and the list of future events; events of one instant happen in the order in which
 * they were asked for.
 *
 * <p><i>Units:</i> nanoseconds since the start of the simulation. <i>Cost:</i> O(log events).
 */
public final class Timeline {
  private static final int ARITY = 4;

  private long[] times = new long[256];
  private long[] orders = new long[256];
  private Runnable[] events = new Runnable[256];
  private int size;
  private long asked;
  private long happened;
  private long now;
  private long hash = 0x5EAF;

  /** The present instant. */
  public long now() {
    return now;
  }

  /** Lets {@code event} happen at an instant that is not past. */
  public void at(long timeNanos, Runnable event) {
    if (timeNanos < now) {
      throw new IllegalArgumentException(
          "an event must not be in the past: at %d but now is %d".formatted(timeNanos, now));
    }
    if (size == times.length) {
      grow();
    }
    siftUp(size++, timeNanos, asked++, event);
  }

  /** Lets {@code event} happen after a while. */
  public void after(long delayNanos, Runnable event) {
    at(Math.addExact(now, delayNanos), event);
  }

  /** Lets the next event happen; false when there is none. */
  public boolean step() {
    if (size == 0) {
      return false;
    }
    var event = events[0];
    now = times[0];
    note(now, orders[0]);
    size--;
    if (size > 0) {
      siftDown(times[size], orders[size], events[size]);
    }
    events[size] = Timeline::nothing;
    happened++;
    event.run();
    return true;
  }

  /** Lets everything happen that is due by {@code endNanos}, and moves the present there. */
  public void runUntil(long endNanos) {
    while (size > 0 && times[0] <= endNanos) {
      step();
    }
    now = Math.max(now, endNanos);
  }

  /** Lets everything happen. */
  public void run() {
    while (step()) {}
  }

  /** Makes what was decided a part of the trace. */
  public void note(long what, long detail) {
    hash = mix(hash ^ what) + mix(detail);
  }

  /** The hash of every event and note so far. */
  public long traceHash() {
    return mix(hash);
  }

  /** How many events have happened. */
  public long happened() {
    return happened;
  }

  /** What is left in a place that is free, so that it keeps no event alive. */
  private static void nothing() {}

  private void grow() {
    times = Arrays.copyOf(times, size * 2);
    orders = Arrays.copyOf(orders, size * 2);
    events = Arrays.copyOf(events, size * 2);
  }

  private void siftUp(int from, long time, long order, Runnable event) {
    var place = from;
    while (place > 0) {
      var parent = (place - 1) / ARITY;
      if (before(times[parent], orders[parent], time, order)) {
        break;
      }
      put(place, times[parent], orders[parent], events[parent]);
      place = parent;
    }
    put(place, time, order, event);
  }

  private void siftDown(long time, long order, Runnable event) {
    var place = 0;
    for (var child = 1; child < size; child = place * ARITY + 1) {
      var least = child;
      for (int next = child + 1; next < Math.min(child + ARITY, size); next++) {
        if (before(times[next], orders[next], times[least], orders[least])) {
          least = next;
        }
      }
      if (before(time, order, times[least], orders[least])) {
        break;
      }
      put(place, times[least], orders[least], events[least]);
      place = least;
    }
    put(place, time, order, event);
  }

  private void put(int place, long time, long order, Runnable event) {
    times[place] = time;
    orders[place] = order;
    events[place] = event;
  }

  private static boolean before(long time, long order, long otherTime, long otherOrder) {
    return time < otherTime || (time == otherTime && order < otherOrder);
  }

  private static long mix(long z) {
    var a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    var b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
