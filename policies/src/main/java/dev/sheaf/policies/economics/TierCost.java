package dev.sheaf.policies.economics;

import dev.sheaf.policies.vocabulary.StripeCode;

/**
 * What one read from a tier costs, and what the tier costs while nothing is read.
 *
 * <p><i>Units:</i> picodollars, and picodollars an hour.
 *
 * @param tier its name
 * @param readPicoUsd one object
 * @param standingPicoUsdPerHour the room for the data
 */
public record TierCost(String tier, long readPicoUsd, long standingPicoUsdPerHour) {
  private static final double BYTES_PER_GB = 0x1p30;
  private static final double BYTES_PER_KB = 0x1p10;
  private static final double SECONDS_PER_HOUR = 3_600;
  private static final int HOURS_PER_MONTH = 730;

  /**
   * What is asked for.
   *
   * @param objectBytes the size of one read
   * @param heldGb how much the tier holds
   */
  public record Demand(long objectBytes, long heldGb) {}

  /** What 10¹² bytes cost when they are read in objects of {@code objectBytes}. */
  public double picoUsdPerTerabyte(long objectBytes) {
    return readPicoUsd * (1e12 / objectBytes);
  }

  /** An object store: requests and bytes, and the months of what it keeps. */
  public static TierCost store(Prices.ObjectStore store, Demand demand) {
    var bytes = store.readGbPicoUsd() * (demand.objectBytes() / BYTES_PER_GB);
    return new TierCost(
        store.name(),
        store.getPicoUsd() + Math.round(bytes),
        store.gbMonthPicoUsd() * demand.heldGb() / HOURS_PER_MONTH);
  }

  /** A cache service: bytes read, and the hours of what it holds. */
  public static TierCost service(Prices.MemoryService service, Demand demand) {
    return new TierCost(
        service.name(),
        Math.round(service.kilobytePicoUsd() * (demand.objectBytes() / BYTES_PER_KB)),
        service.gbHourPicoUsd() * demand.heldGb());
  }

  /**
   * Rented machines: a read costs the time for which it fills the wire, were the machine never
   * idle; the standing cost is that of as many machines as hold the data.
   */
  public static TierCost instances(Prices.Instance instance, Demand demand) {
    var seconds = (double) demand.objectBytes() / instance.bytesPerSecond();
    var machines = Math.ceil(demand.heldGb() * BYTES_PER_GB / instance.holdsBytes());
    return new TierCost(
        instance.name(),
        Math.round(instance.hourPicoUsd() / SECONDS_PER_HOUR * seconds),
        Math.round(instance.hourPicoUsd() * machines));
  }

  /**
   * A fleet of functions: one invocation for each chunk.
   *
   * @param chunkNanos how long each runs
   * @param standingPicoUsdPerHour what keeping the fleet warm costs
   */
  public static TierCost functions(
      FleetCost fleet, StripeCode code, long chunkNanos, long standingPicoUsdPerHour) {
    return new TierCost(
        "lambda " + code, fleet.servingPicoUsd(code.chunks(), chunkNanos), standingPicoUsdPerHour);
  }
}
