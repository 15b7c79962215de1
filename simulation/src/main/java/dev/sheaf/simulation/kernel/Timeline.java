package dev.sheaf.simulation.kernel;

/**
 * Virtual time and the list of future events; events of one instant happen in the order in which
 * they were asked for.
 *
 * <p>What happens within the present span of 134 ms is in a heap; what happens in one of the next
 * 1,023 spans lies unordered in the bag of its span, so that thousands of far timers do not slow
 * down what happens next; what is later still is in a second heap.
 *
 * <p><i>Units:</i> nanoseconds since the start of the simulation. <i>Cost:</i> O(log events of a
 * span).
 */
public final class Timeline {
  private static final int SPAN_BITS = 27;
  private static final int BAGS = 1_024;

  private final EventHeap near = new EventHeap();
  private final EventBag[] bags = new EventBag[BAGS];
  private final EventHeap far = new EventHeap();
  private int bagged;
  private long span;
  private long asked;
  private long happened;
  private long now;
  private long hash = 0x5EAF;

  /** Nothing is asked for yet, and it is instant 0. */
  public Timeline() {
    for (int i = 0; i < BAGS; i++) {
      bags[i] = new EventBag();
    }
  }

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
    put(timeNanos, asked++, event);
  }

  private void put(long timeNanos, long order, Runnable event) {
    var ahead = (timeNanos >> SPAN_BITS) - span;
    if (ahead <= 0) {
      near.add(timeNanos, order, event);
    } else if (ahead < BAGS) {
      bags[bag(timeNanos >> SPAN_BITS)].add(timeNanos, order, event);
      bagged++;
    } else {
      far.add(timeNanos, order, event);
    }
  }

  private static int bag(long span) {
    return (int) (span & (BAGS - 1));
  }

  /** Whether there is a next event; it is then the first of the near ones. */
  private boolean findNext() {
    while (near.isEmpty() && (bagged > 0 || !far.isEmpty())) {
      span = bagged > 0 ? span + 1 : far.time() >> SPAN_BITS;
      bagged -= bags[bag(span)].pourInto(near);
      while (!far.isEmpty() && (far.time() >> SPAN_BITS) - span < BAGS) {
        var time = far.time();
        var order = far.order();
        put(time, order, far.remove());
      }
    }
    return !near.isEmpty();
  }

  /** Lets {@code event} happen after a while. */
  public void after(long delayNanos, Runnable event) {
    at(Math.addExact(now, delayNanos), event);
  }

  /** Lets the next event happen; false when there is none. */
  public boolean step() {
    if (!findNext()) {
      return false;
    }
    now = near.time();
    note(now, near.order());
    var event = near.remove();
    happened++;
    event.run();
    return true;
  }

  /** Lets everything happen that is due by {@code endNanos}, and moves the present there. */
  public void runUntil(long endNanos) {
    while (findNext() && near.time() <= endNanos) {
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

  private static long mix(long z) {
    var a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    var b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
