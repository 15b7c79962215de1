package dev.sheaf.policies.economics;

/**
 * How long a function stays for its next request: as long as that costs no more than calling it
 * again, or, where the next one is expected sooner than a wait is worth, until it comes.
 *
 * <p>Staying costs its memory's price for the time; to be called again costs a request, the billed
 * handshake, and the wait of whoever asked. Without knowing when the next request comes, to stay
 * for just as long as calling again would cost is never more than twice as dear as knowing it (the
 * rule of the ski rental); with requests that come in a rhythm the rhythm is known.
 *
 * <p><i>Units:</i> nanoseconds. <i>Cost:</i> O(1). <i>Source:</i> ours; fixed extensions by a
 * billing cycle, which it replaces, are those of Wang et al., "InfiniCache", FAST 2020, §3.3.
 *
 * @param againNanos for how long a function could stay for what calling it again costs
 * @param mostNanos longer than this nobody is waited for
 */
public record StayAwake(long againNanos, long mostNanos) {
  private static final double SPREAD = 2.5;
  private static final long LONGEST_GAP_NANOS = 60_000_000_000L;
  private static final int GAPS = 8;

  /** A rule whose times make sense. */
  public StayAwake {
    if (againNanos < 1 || mostNanos < againNanos) {
      throw new IllegalArgumentException(
          "a stay must be at least 1 ns and at most %d but was %d"
              .formatted(mostNanos, againNanos));
    }
  }

  /**
   * The rule by a price list.
   *
   * @param handshakeNanos the billed time of being called and calling back
   * @param patience how many times what a call costs a wait for it is worth
   */
  public static StayAwake of(
      FunctionPrices prices, int memoryMb, long handshakeNanos, double patience) {
    var second = Math.max(1, prices.durationPicoUsd(1_000, memoryMb));
    var again = prices.invocationPicoUsd(handshakeNanos, memoryMb);
    var nanos = Math.max(1, (long) (1e9 * again / second));
    return new StayAwake(nanos, (long) (nanos * Math.max(1, patience)));
  }

  /**
   * The mean time between requests, of which the latest weigh most, when one more has come.
   *
   * @param meanNanos as it was; 0 when this is the first gap
   * @param gapNanos since the request before
   */
  public static long meanGapNanos(long meanNanos, long gapNanos) {
    var gap = Math.min(gapNanos, LONGEST_GAP_NANOS);
    return meanNanos == 0 ? gap : meanNanos + (gap - meanNanos) / GAPS;
  }

  /** How long to stay when requests have come so far apart; 0 when none have come yet. */
  public long stayNanos(long meanGapNanos) {
    var rhythm = (long) (meanGapNanos * SPREAD);
    return rhythm <= mostNanos ? Math.max(againNanos, rhythm) : againNanos;
  }
}
