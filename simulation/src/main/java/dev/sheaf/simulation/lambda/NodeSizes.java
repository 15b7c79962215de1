package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.policies.economics.NodeSize;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.world.PriceFile;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** The experiment {@code nodeSize}: what a pool costs by the size of its functions. */
public final class NodeSizes implements Experiment {
  private static final int STEP_MB = 64;
  private static final int LEAST_MB = 128;
  private static final int MOST_MB = 10_240;
  private static final double MB_PER_GB = 1_024;

  @Override
  public String name() {
    return "nodeSize";
  }

  @Override
  public Run prepare(Parameters in) {
    var prices = PriceFile.read(in.text("world.prices", "2026"));
    var poolGb = in.ratio("world.lambda.poolGb", 600, 1, 1e6);
    var sizes =
        new NodeSize(
            prices.functions(),
            Math.round(poolGb * MB_PER_GB),
            in.number("policy.warmUpsPerHour", 60, 0, 3_600),
            in.nanos("world.lambda.warmUp", "5 ms"),
            in.count("jobs.chunkReadsPerHour", 8_994, 0, 1_000_000_000L),
            in.nanos("world.lambda.serving", "70 ms"));
    var gb = in.ratio("world.lambda.memoryGb", 1.5, 0.125, 32);
    var hours = in.count("untilHours", 50, 1, 100_000);
    var memoryMb = (int) Math.round(gb * MB_PER_GB);
    if (memoryMb < LEAST_MB) {
      throw new BadScenario("world.lambda.memoryGb must be at least 0.125 but was " + gb);
    }
    return seed -> measure(sizes, memoryMb, hours);
  }

  private static Measured measure(NodeSize sizes, int memoryMb, long hours) {
    var option = sizes.of(memoryMb);
    var all = IntStream.rangeClosed(LEAST_MB / STEP_MB, MOST_MB / STEP_MB);
    var candidates = all.mapToObj(each -> each * STEP_MB).toList();
    var best = sizes.cheapest(candidates);
    var measured =
        new Measured("memory " + memoryMb + " MB")
            .with("nodes", option.nodes())
            .with("warmUpUsd", FleetCost.dollars(option.warmUpPicoUsd() * hours))
            .with("servingUsd", FleetCost.dollars(option.servingPicoUsd() * hours))
            .with("totalUsd", FleetCost.dollars(option.totalPicoUsd() * hours))
            .with("bestMemoryGb", best.memoryMb() / MB_PER_GB)
            .with("bestTotalUsd", FleetCost.dollars(best.totalPicoUsd() * hours));
    curve(measured, "total", candidates, mb -> sizes.of(mb).totalPicoUsd() * hours);
    curve(measured, "warm-up", candidates, mb -> sizes.of(mb).warmUpPicoUsd() * hours);
    curve(measured, "serving", candidates, mb -> sizes.of(mb).servingPicoUsd() * hours);
    return measured;
  }

  private static void curve(
      Measured measured, String name, List<Integer> sizes, ToLongFunction<Integer> picoUsd) {
    measured.curve(
        new Curve(
            "cost ($) by node size (GB)",
            name,
            sizes.stream().map(mb -> mb / MB_PER_GB).toList(),
            sizes.stream().map(mb -> FleetCost.dollars(picoUsd.applyAsLong(mb))).toList()));
  }
}
