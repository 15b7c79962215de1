package dev.sheaf.policies.economics;

import java.util.Arrays;

/**
 * What a run of a function is billed beyond what it was asked to stay: being called, calling back,
 * and its end. It differs by provider, memory and load, so it is learned: the median of the latest
 * runs, for a run that was held up says little of the next.
 *
 * <p><i>Units:</i> nanoseconds. <i>Cost:</i> O(1) a run.
 */
public final class RunOverhead {
  private static final int RUNS = 31;
  private static final int ENOUGH = 5;
  private static final long MOST_NANOS = 1_000_000_000L;

  private final long[] latest = new long[RUNS];
  private final long guessNanos;
  private long known;

  /** Nothing is known yet but a guess. */
  public RunOverhead(long guessNanos) {
    this.guessNanos = guessNanos;
  }

  /** A run was billed so much beyond what it was asked to stay. */
  public void ran(long nanos) {
    latest[(int) (known++ % RUNS)] = Math.clamp(nanos, 1, MOST_NANOS);
  }

  /** What the next run will be billed beyond. */
  public long nanos() {
    if (known < ENOUGH) {
      return guessNanos;
    }
    var sorted = Arrays.copyOf(latest, (int) Math.min(known, RUNS));
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
