package dev.sheaf.simulation.kernel;

import java.util.Arrays;

/** Events ordered by time, then by the order in which they were asked for; a heap of four. */
final class EventHeap {
  private static final int ARITY = 4;

  private long[] times = new long[64];
  private long[] orders = new long[64];
  private Runnable[] events = new Runnable[64];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** When the first event happens. */
  long time() {
    return times[0];
  }

  /** The order of the first event. */
  long order() {
    return orders[0];
  }

  void add(long time, long order, Runnable event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      orders = Arrays.copyOf(orders, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    siftUp(size++, time, order, event);
  }

  Runnable remove() {
    var event = events[0];
    size--;
    if (size > 0) {
      siftDown(times[size], orders[size], events[size]);
    }
    events[size] = EventHeap::nothing;
    return event;
  }

  /** What is left in a place that is free, so that it keeps no event alive. */
  private static void nothing() {}

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
}
