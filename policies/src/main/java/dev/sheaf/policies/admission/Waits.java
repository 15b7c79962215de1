package dev.sheaf.policies.admission;

import java.util.concurrent.TimeUnit;

/** When it is worth coming again. */
final class Waits {
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private Waits() {}

  /** The time in which so many have left, by their pace. */
  static long of(Pace pace, long requests) {
    return pace.isKnown() ? held(pace.nanosFor(Math.max(1, requests))) : UNKNOWN_NANOS;
  }

  static long held(long nanos) {
    return Math.clamp(nanos, LEAST_NANOS, MOST_NANOS);
  }
}
