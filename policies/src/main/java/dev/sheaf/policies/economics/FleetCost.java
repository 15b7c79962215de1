package dev.sheaf.policies.economics;

/**
 * What a fleet of functions that holds a cache costs in an hour: serving, keeping warm, backing up.
 *
 * <pre>
 *   C_ser = n · (c_req + ceil_tick(t) · M · c_d)        n invocations an hour
 *   C_w   = N · f_w · (c_req + tick · M · c_d)          N nodes, each warmed f_w times an hour
 *   C_bak = N · f_bak · (c_req + ceil_tick(t_bak) · M · c_d)
 * </pre>
 *
 * <p><i>Units:</i> picodollars. <i>Source:</i> Wang et al., "InfiniCache", FAST 2020, §4.3.
 *
 * @param memoryMb of a node
 */
public record FleetCost(FunctionPrices prices, int nodes, int memoryMb) {
  private static final double PICO = 1e12;

  /** Serving {@code invocations} that run for {@code nanos} each. */
  public long servingPicoUsd(long invocations, long nanos) {
    return Math.multiplyExact(invocations, prices.invocationPicoUsd(nanos, memoryMb));
  }

  /** Running every node for {@code nanos}, {@code perHour} times an hour. */
  public long allNodesPicoUsdPerHour(long perHour, long nanos) {
    return Math.multiplyExact(nodes * perHour, prices.invocationPicoUsd(nanos, memoryMb));
  }

  /**
   * How many reads an hour the fleet can serve before a rival with a fixed rent is cheaper.
   *
   * @param standingPicoUsdPerHour what the fleet costs without a read
   * @param chunks invocations a read
   * @param nanos how long each runs
   */
  public double breakEvenReadsPerHour(
      long rivalPicoUsdPerHour, long standingPicoUsdPerHour, int chunks, long nanos) {
    var read = (double) chunks * prices.invocationPicoUsd(nanos, memoryMb);
    return (rivalPicoUsdPerHour - standingPicoUsdPerHour) / read;
  }

  /** Picodollars as dollars, for people. */
  public static double dollars(long picoUsd) {
    return picoUsd / PICO;
  }

  /** Dollars as the nearest whole number of micro-dollars. */
  public static long microUsd(long picoUsd) {
    return Math.floorDiv(picoUsd + 500_000, 1_000_000L);
  }
}
