package dev.sheaf.policies.economics;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a fleet of functions that holds a share of a dataset costs an hour and a read.
 *
 * <p>Nodes are warmed once a minute for 5 ms; a chunk is read at 75 MB/s after 5 ms, below 1 GB of
 * memory in proportion slower; 100 MB of each node are not for data; an environment is reclaimed
 * with probability 0.09 an hour, 36 an hour of 400. What is reclaimed is written anew, from parity
 * or, when a stripe is lost within a minute, from the origin.
 *
 * <p><i>Source:</i> bandwidth, overhead and reclaims: Wang et al., "InfiniCache", FAST 2020
 * (Poisson-like days); today's are unpublished. <i>Cost:</i> O(chunks² · reclaims).
 */
final class FleetModel {
  /** More functions than this are no fleet. */
  static final long MOST_NODES = 10_000;

  private static final double BYTES_PER_SECOND = 75e6;
  private static final double FULL_SPEED_MB = 1_024;
  private static final long OVERHEAD_NANOS = 5_000_000;
  private static final int OVERHEAD_MB = 100;
  private static final int WARM_UPS_PER_HOUR = 60;
  private static final double RECLAIMS_PER_HOUR = 0.09;
  private static final int MINUTES_PER_HOUR = 60;

  private final StripeCode code;
  private final FleetCost cost;
  private final long nodes;
  private final long packages;
  private final long chunkNanos;
  private final double bytesPerSecond;

  FleetModel(
      FunctionPrices prices, Candidate.Functions functions, double heldBytes, double packageBytes) {
    this.code = functions.code();
    this.nodes = nodes(functions, heldBytes);
    this.packages = (long) Math.ceil(heldBytes / packageBytes);
    this.chunkNanos =
        OVERHEAD_NANOS
            + (long) Math.ceil(packageBytes / code.data() / bytesPerSecond(functions) * 1e9);
    this.bytesPerSecond = nodes * bytesPerSecond(functions);
    this.cost = new FleetCost(prices, (int) nodes, functions.memoryMb());
  }

  /** How many functions hold so many bytes; at least as many as a stripe has chunks. */
  static long nodes(Candidate.Functions functions, double heldBytes) {
    var perNode = Math.max(1, functions.memoryMb() - OVERHEAD_MB) * 0x1p20;
    var needed = Math.ceil(heldBytes * functions.code().overhead() / perNode);
    return (long) Math.max(functions.code().chunks(), needed);
  }

  private static double bytesPerSecond(Candidate.Functions functions) {
    return BYTES_PER_SECOND * Math.min(1, functions.memoryMb() / FULL_SPEED_MB);
  }

  long nodes() {
    return nodes;
  }

  /** What all functions send together. */
  double bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Keeping the fleet warm, and writing anew what was reclaimed. */
  double standingPicoUsdPerHour() {
    var warm = (double) nodes * WARM_UPS_PER_HOUR * invocationPicoUsd(OVERHEAD_NANOS);
    var rewritten = packages * (double) code.chunks() * RECLAIMS_PER_HOUR;
    return warm + rewritten * invocationPicoUsd(chunkNanos);
  }

  /** Reading a package: its data chunks. */
  double readPicoUsd() {
    return code.data() * invocationPicoUsd(chunkNanos);
  }

  /** Writing a package: all its chunks. */
  double writePicoUsd() {
    return code.chunks() * invocationPicoUsd(chunkNanos);
  }

  /** The probability that a stripe is lost within a minute; it follows from nodes and code. */
  double lossPerMinute() {
    return LossProbability.mean((int) nodes, code, reclaimed());
  }

  /** How many packages are lost in an hour and read from the origin again. */
  double lostPackagesPerHour(double lossPerMinute) {
    return packages * MINUTES_PER_HOUR * lossPerMinute;
  }

  private double invocationPicoUsd(long nanos) {
    return cost.servingPicoUsd(1, nanos);
  }

  /** Poisson shares of nodes reclaimed in a minute, until what is left does not count. */
  private List<Double> reclaimed() {
    var mean = nodes * RECLAIMS_PER_HOUR / MINUTES_PER_HOUR;
    var shares = new ArrayList<Double>();
    var share = StrictMath.exp(-mean);
    for (int r = 0; r <= nodes && (r < mean || share > 1e-12); r++) {
      shares.add(share);
      share *= mean / (r + 1);
    }
    return shares;
  }
}
