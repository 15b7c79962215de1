package dev.sheaf.policies.admission;

/** When it is worth coming again. */
final class Waits {
  private static final long LEAST_NANOS = 10_000_000;
  private static final long MOST_NANOS = 30_000_000_000L;
  private static final long UNKNOWN_NANOS = 1_000_000_000;

  private Waits() {}

  /** The time in which so many have left, by their pace. */
  static long of(Pace pace, long requests) {
    return pace.isKnown() ? held(pace.nanosFor(Math.max(1, requests))) : UNKNOWN_NANOS;
  }

  static long held(long nanos) {
    return Math.clamp(nanos, LEAST_NANOS, MOST_NANOS);
  }
}
