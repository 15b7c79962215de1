package dev.sheaf.policies.functions;

/**
 * A rate with a burst: tokens come evenly, as many are kept as the burst holds, and who takes more
 * than there are waits for them to come.
 *
 * <p>Starting environments takes one token each, sending bytes one for each byte.
 *
 * <p><i>Shape:</i> only the instant is kept at which every token so far has come (the generic cell
 * rate algorithm), so filling up costs nothing. <i>Units:</i> nanoseconds of one clock.
 */
public final class TokenBucket {
  private final double perSecond;
  private final long burstNanos;
  private long emptyAtNanos;

  /**
   * A bucket that holds what comes in {@code burstNanos}.
   *
   * @param emptyAtNanos when it is empty; full from {@code burstNanos} later on
   */
  public TokenBucket(double perSecond, long burstNanos, long emptyAtNanos) {
    if (!(perSecond > 0) || burstNanos < 0) {
      throw new IllegalArgumentException(
          "the rate must be above 0 and the burst at least 0 but were %s and %d"
              .formatted(perSecond, burstNanos));
    }
    this.perSecond = perSecond;
    this.burstNanos = burstNanos;
    this.emptyAtNanos = emptyAtNanos;
  }

  /** A bucket that is full now. */
  public static TokenBucket full(double perSecond, long burstNanos, long nowNanos) {
    return new TokenBucket(perSecond, burstNanos, nowNanos - burstNanos);
  }

  /** Takes tokens, also those that have not come yet; how long until they have. */
  public long take(long tokens, long nowNanos) {
    emptyAtNanos = after(tokens, nowNanos);
    return Math.max(0, emptyAtNanos - nowNanos);
  }

  /** Takes tokens if they are there. */
  public boolean tryTake(long tokens, long nowNanos) {
    var after = after(tokens, nowNanos);
    if (after > nowNanos) {
      return false;
    }
    emptyAtNanos = after;
    return true;
  }

  private long after(long tokens, long nowNanos) {
    return Math.max(emptyAtNanos, nowNanos - burstNanos) + (long) (tokens * 1e9 / perSecond);
  }
}
