package dev.sheaf.lambda.bridge.deploy;

import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.NodeSize;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.List;

/**
 * What a fleet will cost, before it is made: while it only stands by, when a package is read, and
 * at the very most.
 *
 * <p><i>Units:</i> dollars, an hour or a read. <i>Source:</i> the cost model of Wang et al.,
 * "InfiniCache", FAST 2020, §4.3, without copies between functions.
 *
 * @param warmUpUsdPerHour every function invoked once in the interval
 * @param readUsd one object of {@code OBJECT_BYTES}, read from its data chunks one by one
 * @param mostUsdPerHour every function runs all the time: no hour can cost more, requests apart
 * @param sizes what other sizes of functions cost for the same memory in all, and {@code READS}
 *     chunk reads an hour
 */
public record FleetBill(
    double warmUpUsdPerHour, double readUsd, double mostUsdPerHour, List<Size> sizes) {
  /** The object whose read is shown. */
  public static final long OBJECT_BYTES = 10_000_000;

  /** Chunk reads an hour at which sizes are compared: those of the registry trace of 2017. */
  public static final int READS = 9_000;

  private static final double CHUNK_BYTES_PER_SECOND = 75e6;
  private static final long WARM_UP_NANOS = 5_000_000;
  private static final long OVERHEAD_NANOS = 6_500_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final List<Integer> SIZES_MB = List.of(512, 832, 1024, 1536, 2048, 3072);

  /**
   * The fleet with functions of another size.
   *
   * @param functions how many hold as much together
   */
  public record Size(int memoryMb, int functions, double usdPerHour) {}

  /**
   * The bill of {@code functions} functions of {@code memoryMb}.
   *
   * @param warmUpSeconds between two warm-ups of a function
   */
  public static FleetBill of(
      FunctionPrices prices, int functions, int memoryMb, StripeCode code, long warmUpSeconds) {
    var fleet = new FleetCost(prices, functions, memoryMb);
    var perHour = (int) Math.max(1, 3_600 / warmUpSeconds);
    var sizes =
        new NodeSize(
            prices, (long) functions * memoryMb, perHour, WARM_UP_NANOS, READS, chunkNanos(code));
    return new FleetBill(
        FleetCost.dollars(fleet.allNodesPicoUsdPerHour(perHour, WARM_UP_NANOS)),
        FleetCost.dollars(fleet.servingPicoUsd(code.data(), chunkNanos(code))),
        FleetCost.dollars(functions * prices.durationPicoUsd(HOUR_MILLIS, memoryMb)),
        SIZES_MB.stream().map(each -> size(sizes.of(each))).toList());
  }

  private static Size size(NodeSize.Option option) {
    return new Size(option.memoryMb(), option.nodes(), FleetCost.dollars(option.totalPicoUsd()));
  }

  /**
   * A chunk on its way at the rate of one function, and what an invocation takes beside it: 20 ms
   * for 1 MB.
   */
  private static long chunkNanos(StripeCode code) {
    var seconds = code.chunkBytes(OBJECT_BYTES) / CHUNK_BYTES_PER_SECOND;
    return OVERHEAD_NANOS + (long) (seconds * 1e9);
  }
}
