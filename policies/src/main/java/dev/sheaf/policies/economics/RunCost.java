package dev.sheaf.policies.economics;

import java.util.ArrayList;
import java.util.List;

/**
 * What runs of functions cost, or a part of it: calls, memory for a time, money.
 *
 * <p><i>Units:</i> millionths of a call, MB times milliseconds, picodollars: fine enough for a run
 * to be split over many without anything being lost.
 */
public record RunCost(long microRuns, long mbMillis, long picoUsd) {
  /** Nothing. */
  public static final RunCost NONE = new RunCost(0, 0, 0);

  private static final long MICRO = 1_000_000;
  private static final double MB_MILLIS_PER_GB_SECOND = 1_024_000;

  /** One run that was billed for so long. */
  public static RunCost of(FunctionPrices prices, long billedMillis, int memoryMb) {
    return new RunCost(
        MICRO,
        Math.multiplyExact(billedMillis, (long) memoryMb),
        prices.requestPicoUsd() + prices.durationPicoUsd(billedMillis, memoryMb));
  }

  /** Both together. */
  public RunCost plus(RunCost other) {
    return new RunCost(
        microRuns + other.microRuns, mbMillis + other.mbMillis, picoUsd + other.picoUsd);
  }

  /**
   * Parts in proportion to {@code weights}, which must not be negative nor all zero; the parts add
   * up to the whole, exactly.
   */
  public List<RunCost> split(List<Long> weights) {
    var whole = weights.stream().mapToLong(Long::longValue).sum();
    if (whole < 1 || whole > Integer.MAX_VALUE || weights.stream().anyMatch(each -> each < 0)) {
      throw new IllegalArgumentException(
          "weights must not be negative and add up to 1..%d but were %s"
              .formatted(Integer.MAX_VALUE, weights));
    }
    var parts = new ArrayList<RunCost>(weights.size());
    long before = 0;
    for (long weight : weights) {
      var after = before + weight;
      parts.add(
          new RunCost(
              share(microRuns, before, after, whole),
              share(mbMillis, before, after, whole),
              share(picoUsd, before, after, whole)));
      before = after;
    }
    return List.copyOf(parts);
  }

  private static long share(long amount, long before, long after, long whole) {
    return upTo(amount, after, whole) - upTo(amount, before, whole);
  }

  /** amount · part / whole, rounded down, without a product that does not fit. */
  private static long upTo(long amount, long part, long whole) {
    return amount / whole * part + amount % whole * part / whole;
  }

  /** Calls, where several share one. */
  public double runs() {
    return microRuns / (double) MICRO;
  }

  /** What duration is priced by. */
  public double gbSeconds() {
    return mbMillis / MB_MILLIS_PER_GB_SECOND;
  }

  /** The money, for people. */
  public double costMicroUsd() {
    return picoUsd / (double) MICRO;
  }
}
