package dev.sheaf.policies.economics;

import java.util.Comparator;
import java.util.List;

/**
 * How large the functions of a fleet should be: small ones cost more invocations to keep warm,
 * large ones more memory for each read, since a function reads no faster for being larger.
 *
 * <p>With a pool of B bytes, warm-ups f, reads r of t seconds, request price q and memory price m,
 * the bill is {@code B f q / M + r t m M} plus what does not depend on M; it is least at {@code M =
 * sqrt(B f q / (r t m))}.
 *
 * <p><i>Cost:</i> O(sizes). <i>Units:</i> picodollars an hour; 1024 MB are a GB, as on the bill.
 *
 * @param poolMb memory of all nodes together
 * @param warmUpsPerHour of each node
 * @param warmUpNanos how long one runs
 * @param chunkReadsPerHour of the whole fleet
 * @param readNanos how long one runs
 */
public record NodeSize(
    FunctionPrices prices,
    long poolMb,
    int warmUpsPerHour,
    long warmUpNanos,
    long chunkReadsPerHour,
    long readNanos) {

  /** What nodes of one size cost. */
  public record Option(int memoryMb, int nodes, long warmUpPicoUsd, long servingPicoUsd) {
    /** Both together. */
    public long totalPicoUsd() {
      return warmUpPicoUsd + servingPicoUsd;
    }
  }

  /** What nodes of {@code memoryMb} cost an hour. */
  public Option of(int memoryMb) {
    if (memoryMb < 1) {
      throw new IllegalArgumentException("memoryMb must be at least 1 but was " + memoryMb);
    }
    var nodes = (int) Math.ceilDiv(poolMb, (long) memoryMb);
    var cost = new FleetCost(prices, nodes, memoryMb);
    return new Option(
        memoryMb,
        nodes,
        cost.allNodesPicoUsdPerHour(warmUpsPerHour, warmUpNanos),
        cost.servingPicoUsd(chunkReadsPerHour, readNanos));
  }

  /** The cheapest of these sizes; of equal ones the smallest. */
  public Option cheapest(List<Integer> sizesMb) {
    return sizesMb.stream()
        .map(this::of)
        .min(Comparator.comparingLong(Option::totalPicoUsd).thenComparingInt(Option::memoryMb))
        .orElseThrow(() -> new IllegalArgumentException("there must be at least one size"));
  }
}
