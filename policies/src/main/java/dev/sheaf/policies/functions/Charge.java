package dev.sheaf.policies.functions;

import dev.sheaf.policies.economics.FunctionPrices;

/**
 * What invocations of functions are billed: how many, how long, how much memory, what it costs.
 *
 * <p><i>Units:</i> milliseconds are whole ticks of the prices; money is picodollars.
 *
 * @param billedMillis of all invocations together
 * @param billedMbMillis the memory of the function in MB times {@code billedMillis}
 */
public record Charge(long invocations, long billedMillis, long billedMbMillis, long picoUsd) {
  private static final double MB_MILLIS_PER_GB_SECOND = 1_024_000;

  /** Nothing was invoked. */
  public static final Charge NONE = new Charge(0, 0, 0, 0);

  /** One invocation of a function with {@code memoryMb} that is billed for so long. */
  public static Charge invocation(FunctionPrices prices, long nanos, int memoryMb) {
    var millis = prices.billedMillis(nanos);
    return new Charge(
        1,
        millis,
        Math.multiplyExact(millis, (long) memoryMb),
        prices.requestPicoUsd() + prices.durationPicoUsd(millis, memoryMb));
  }

  /**
   * One invocation by its parts.
   *
   * @param initNanos what starting the environment took; 0 when there was one
   */
  public static Charge invocation(
      FunctionPrices prices, long initNanos, long runNanos, int memoryMb) {
    return invocation(prices, (prices.initBilled() ? initNanos : 0) + runNanos, memoryMb);
  }

  /** Both together. */
  public Charge plus(Charge other) {
    return new Charge(
        invocations + other.invocations,
        billedMillis + other.billedMillis,
        billedMbMillis + other.billedMbMillis,
        picoUsd + other.picoUsd);
  }

  /** What the duration is priced by. */
  public double gbSeconds() {
    return billedMbMillis / MB_MILLIS_PER_GB_SECOND;
  }
}
