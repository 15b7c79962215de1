package dev.sheaf.policies.ledger;

/**
 * How far ahead batches are assigned: at least {@link #LEAST_BATCHES}, better {@link #AHEAD_NANOS}
 * worth of them, and never so many that a window's event or its ids grow large.
 */
public final class WindowPlan {
  /** The fewest batches that a window covers, unless the epoch ends or a limit is met. */
  public static final int LEAST_BATCHES = 8;

  /** A window lasts at least so long, or its job would be asked too often. */
  public static final long LEAST_NANOS = 50_000_000L;

  /** How long a window should last at the measured rate. */
  public static final long AHEAD_NANOS = 5_000_000_000L;

  /** The most batches of a window. */
  public static final int MOST_BATCHES = 4096;

  /** The most ids of a window, unless one batch has more. */
  public static final int MOST_IDS = 1 << 18;

  /** The most packages that a window names, unless one batch needs more; about 12 KB of journal. */
  public static final int MOST_PACKAGES = 512;

  /** A window is at most such a part of an epoch, when that is a while. */
  private static final int SMALL_PART = 256;

  /** A window is never a larger part of an epoch, unless it has {@link #LEAST_BATCHES} only. */
  private static final int LARGEST_PART = 32;

  /** How many global batches the open packages hold. */
  public static final int OPEN_BATCHES = 8;

  /** The fewest packages that are kept open, while there are any. */
  public static final int LEAST_OPEN = 2;

  /** The most packages that are kept open, unless one batch needs more. */
  public static final int MOST_OPEN = 256;

  private WindowPlan() {}

  /**
   * How many batches the next window should cover, when the last one covered {@code batches} and
   * lasted {@code tookNanos}; at most twice as many, so that one short measure cannot mislead.
   *
   * <p>What is claimed long before it is read takes the place of what could be kept, so a window is
   * a small share of its epoch: a larger one only where the job would be asked too often, and never
   * so large that its packages could crowd the cache.
   */
  public static int next(int batches, long tookNanos, int epochBatches) {
    var perNano = batches / (double) Math.max(1, tookNanos);
    var most = Math.max(LEAST_BATCHES, epochBatches / LARGEST_PART);
    var least = Math.clamp((long) StrictMath.ceil(perNano * LEAST_NANOS), 1, most);
    var wanted = (long) StrictMath.ceil(perNano * AHEAD_NANOS);
    var share = Math.max(least, epochBatches / SMALL_PART);
    return (int) Math.clamp(Math.clamp(wanted, least, share), 1, 2L * batches);
  }

  /**
   * True when the window after {@code window} should be asked for by now: half of it was read up to
   * batch {@code n}, and who waits for the next one waits for the journal too.
   */
  public static boolean isTimeForNext(AssignedWindow window, int n) {
    return n >= window.firstBatch() + window.batches() / 2;
  }

  /** The most batches that a window of this global batch may cover. */
  static int most(int globalBatch) {
    return Math.clamp(MOST_IDS / globalBatch, 1, MOST_BATCHES);
  }
}
