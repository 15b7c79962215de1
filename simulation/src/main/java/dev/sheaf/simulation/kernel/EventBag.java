package dev.sheaf.simulation.kernel;

import java.util.Arrays;

/** Events of one short span of time that is still to come, in no order. */
final class EventBag {
  private static final int KEPT = 64;

  private long[] times = {};
  private long[] orders = {};
  private Runnable[] events = {};
  private int size;

  void add(long time, long order, Runnable event) {
    if (size == times.length) {
      var larger = Math.max(8, size * 2);
      times = Arrays.copyOf(times, larger);
      orders = Arrays.copyOf(orders, larger);
      events = Arrays.copyOf(events, larger);
    }
    times[size] = time;
    orders[size] = order;
    events[size++] = event;
  }

  /** Moves everything to {@code heap}; says how many events that were. */
  int pourInto(EventHeap heap) {
    for (int i = 0; i < size; i++) {
      heap.add(times[i], orders[i], events[i]);
    }
    var poured = size;
    // A bag that was once large would keep its room, and what happened, for ever.
    if (size > KEPT) {
      times = new long[0];
      orders = new long[0];
      events = new Runnable[0];
    } else {
      Arrays.fill(events, 0, size, null);
    }
    size = 0;
    return poured;
  }
}
