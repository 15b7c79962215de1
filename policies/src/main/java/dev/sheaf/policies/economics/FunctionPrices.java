package dev.sheaf.policies.economics;

/**
 * What a function costs: an amount for each invocation, and one for its memory while it runs,
 * rounded up to the billing tick.
 *
 * <p><i>Units:</i> picodollars (10⁻¹² dollars), because a millisecond of the smallest function
 * costs 2,083 of them; a {@code long} holds nine million dollars. A GB of function memory is 1024
 * MB.
 *
 * @param requestPicoUsd an invocation
 * @param gbSecondPicoUsd a GB for a second
 * @param tickMillis the billing grain
 * @param initBilled whether the time to start an environment is billed
 */
public record FunctionPrices(
    long requestPicoUsd, long gbSecondPicoUsd, int tickMillis, boolean initBilled) {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_MB_PER_GB_SECOND = 1_024_000;

  /** Prices that make sense. */
  public FunctionPrices {
    if (requestPicoUsd < 0 || gbSecondPicoUsd < 0 || tickMillis < 1) {
      throw new IllegalArgumentException(
          "prices must not be negative and the tick at least 1 ms but were %d, %d and %d"
              .formatted(requestPicoUsd, gbSecondPicoUsd, tickMillis));
    }
  }

  /** What is billed for a run of this length: whole ticks. */
  public long billedMillis(long nanos) {
    return Math.ceilDiv(nanos, tickMillis * NANOS_PER_MILLI) * tickMillis;
  }

  /** One invocation of a function with {@code memoryMb} that runs for {@code nanos}. */
  public long invocationPicoUsd(long nanos, int memoryMb) {
    return requestPicoUsd + durationPicoUsd(billedMillis(nanos), memoryMb);
  }

  /** So many billed milliseconds of {@code memoryMb}, rounded half up. */
  public long durationPicoUsd(long billedMillis, int memoryMb) {
    var perMilli = Math.multiplyExact(gbSecondPicoUsd, (long) memoryMb);
    var product = Math.multiplyExact(perMilli, billedMillis);
    return (product + MILLIS_MB_PER_GB_SECOND / 2) / MILLIS_MB_PER_GB_SECOND;
  }
}
