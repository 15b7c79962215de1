package dev.sheaf.policies.admission;

import java.util.concurrent.TimeUnit;

/** Counts answers of the last four seconds, since the first request came. */
final class PaceMeter {
  private static final int SLOTS = 16;
  private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final long[] answers = new long[SLOTS];
  private final long sinceNanos;
  private long slot;

  PaceMeter(long now) {
    this.sinceNanos = now;
    this.slot = Math.floorDiv(now, SLOT_NANOS);
  }

  private void turn(long now) {
    var current = Math.floorDiv(now, SLOT_NANOS);
    for (var next = Math.max(slot + 1, current - SLOTS + 1); next <= current; next++) {
      answers[Math.floorMod(next, SLOTS)] = 0;
    }
    slot = Math.max(slot, current);
  }

  void answered(long now) {
    turn(now);
    answers[Math.floorMod(slot, SLOTS)]++;
  }

  Pace pace(long now) {
    turn(now);
    var all = 0L;
    for (var each : answers) {
      all += each;
    }
    var oldest = (slot - SLOTS + 1) * SLOT_NANOS;
    return new Pace(all, Math.max(0, now - Math.max(oldest, sinceNanos)));
  }
}
