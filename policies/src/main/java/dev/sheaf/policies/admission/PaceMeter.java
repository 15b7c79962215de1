package dev.sheaf.policies.admission;

import java.util.Arrays;

/**
 * Counts answers of the last four seconds, and for how much of them something was under way: who is
 * asked for nothing has not become slow.
 */
final class PaceMeter {
  private static final int SLOTS = 16;
  private static final long SLOT_NANOS = 250_000_000;

  private final long[] answers = new long[SLOTS];
  private final long[] busyNanos = new long[SLOTS];
  private long lastNanos;
  private boolean busy;

  PaceMeter(long now) {
    this.lastNanos = now;
  }

  private static int slot(long now) {
    return Math.floorMod(Math.floorDiv(now, SLOT_NANOS), SLOTS);
  }

  private void turn(long now) {
    if (now - lastNanos >= SLOTS * SLOT_NANOS) {
      Arrays.fill(answers, 0);
      Arrays.fill(busyNanos, busy ? SLOT_NANOS : 0);
      busyNanos[slot(now)] = 0;
      lastNanos = Math.floorDiv(now, SLOT_NANOS) * SLOT_NANOS;
    }
    while (lastNanos < now) {
      var end = Math.min(now, (Math.floorDiv(lastNanos, SLOT_NANOS) + 1) * SLOT_NANOS);
      if (busy) {
        busyNanos[slot(lastNanos)] += end - lastNanos;
      }
      if (slot(end) != slot(lastNanos)) {
        answers[slot(end)] = 0;
        busyNanos[slot(end)] = 0;
      }
      lastNanos = end;
    }
  }

  /** From now on something is under way, or nothing. */
  void busy(boolean isBusy, long now) {
    turn(now);
    busy = isBusy;
  }

  void answered(long now) {
    turn(now);
    answers[slot(lastNanos)]++;
  }

  Pace pace(long now) {
    turn(now);
    return new Pace(Arrays.stream(answers).sum(), Arrays.stream(busyNanos).sum());
  }
}
