package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.world.PriceFile;

/**
 * The experiment {@code fleetBill}: what a fleet costs by the formulas, and a rival with a rent.
 */
public final class FleetBill implements Experiment {
  @Override
  public String name() {
    return "fleetBill";
  }

  private record Shape(
      FleetCost cost,
      int chunks,
      long reads,
      long hours,
      long servingNanos,
      int warmUpsPerHour,
      long warmUpNanos,
      int backupsPerHour,
      long backupNanos,
      long rivalPicoUsdPerHour) {}

  @Override
  public Run prepare(Parameters in) {
    var prices = PriceFile.read(in.text("world.prices", "2020"));
    var rival = prices.instance(in.text("world.rival", "cache.r5.24xlarge"));
    var shape =
        new Shape(
            new FleetCost(
                prices.functions(),
                in.number("world.lambda.nodes", 400, 1, 1_000_000),
                in.number("world.lambda.memoryMb", 1_536, 128, 32_768)),
            LossProbabilities.code(in, "10+2").chunks(),
            in.count("jobs.reads", 37_474, 0, 1_000_000_000_000L),
            in.count("untilHours", 50, 1, 100_000),
            in.nanos("world.lambda.serving", "200 ms"),
            in.number("policy.warmUpsPerHour", 60, 0, 3_600),
            in.nanos("world.lambda.warmUp", "1 ms"),
            in.number("policy.backupsPerHour", 12, 0, 3_600),
            in.nanos("world.lambda.backup", "1842 ms"),
            rival.hourPicoUsd());
    return seed -> measure(shape);
  }

  private static Measured measure(Shape shape) {
    var cost = shape.cost();
    var warm = cost.allNodesPicoUsdPerHour(shape.warmUpsPerHour(), shape.warmUpNanos());
    var backup = cost.allNodesPicoUsdPerHour(shape.backupsPerHour(), shape.backupNanos());
    var serving = cost.servingPicoUsd(shape.reads() * shape.chunks(), shape.servingNanos());
    var total = serving + (warm + backup) * shape.hours();
    var rent = shape.rivalPicoUsdPerHour() * shape.hours();
    var breakEven =
        cost.breakEvenReadsPerHour(shape.rivalPicoUsdPerHour(), warm + backup, shape.chunks(), 1);
    return new Measured("formula")
        .with("warmUpUsdPerHour", FleetCost.dollars(warm))
        .with("backupUsdPerHour", FleetCost.dollars(backup))
        .with("servingUsd", FleetCost.dollars(serving))
        .with("totalUsd", FleetCost.dollars(total))
        .with("totalMicroUsd", FleetCost.microUsd(total))
        .with("rivalUsd", FleetCost.dollars(rent))
        .with("cheaperTimesRatio", (double) rent / Math.max(1, total))
        .with("backupShareRatio", (double) backup * shape.hours() / Math.max(1, total))
        .with("breakEvenReadsPerHour", breakEven);
  }
}
