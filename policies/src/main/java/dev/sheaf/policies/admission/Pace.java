package dev.sheaf.policies.admission;

/**
 * How fast answers came while some were under way.
 *
 * @param answers that were whole and in time
 * @param overNanos the time that they came in; too short a time tells nothing
 */
public record Pace(long answers, long overNanos) {
  /** Nothing is known. */
  public static final Pace UNKNOWN = new Pace(0, 0);

  private static final long SETTLED_NANOS = 500_000_000;

  /** True when it has been looked at long enough. */
  public boolean isKnown() {
    return overNanos >= SETTLED_NANOS;
  }

  /** How long so many answers take, at most: one is always thought to be about to come. */
  public long nanosFor(long requests) {
    return (long) ((double) overNanos * requests / (answers + 1));
  }
}
