package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.world.Bill;
import dev.sheaf.simulation.world.LambdaCache.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Counts how reads ended, hour by hour, and what was spent by then. */
final class FleetMeter {
  private final List<Double> availableByHour = new ArrayList<>();
  private final EnumMap<Bill.Purpose, List<Double>> spentByHour = new EnumMap<>(Bill.Purpose.class);
  private Endings all = new Endings(0, 0, 0);
  private Endings atLastHour = all;
  private long[] hitNanos = new long[1_024];

  /** How many reads ended in each way. */
  private record Endings(int hits, int misses, int resets) {
    Endings and(Ending ending) {
      return switch (ending) {
        case HIT -> new Endings(hits + 1, misses, resets);
        case MISS -> new Endings(hits, misses + 1, resets);
        case RESET -> new Endings(hits, misses, resets + 1);
      };
    }

    Endings since(Endings before) {
      return new Endings(hits - before.hits, misses - before.misses, resets - before.resets);
    }

    int reads() {
      return hits + misses + resets;
    }

    /** Of the reads of what the fleet should hold, the share that it could answer. */
    double available() {
      return hits + resets == 0 ? 1 : (double) hits / (hits + resets);
    }
  }

  void ended(Ending ending, long tookNanos) {
    if (ending == Ending.HIT) {
      if (all.hits() == hitNanos.length) {
        hitNanos = Arrays.copyOf(hitNanos, hitNanos.length * 2);
      }
      hitNanos[all.hits()] = tookNanos;
    }
    all = all.and(ending);
  }

  void hourOver(Bill bill) {
    availableByHour.add(all.since(atLastHour).available());
    atLastHour = all;
    for (var purpose : Bill.Purpose.values()) {
      spentByHour
          .computeIfAbsent(purpose, absent -> new ArrayList<>())
          .add(FleetCost.dollars(bill.picoUsd(purpose)));
    }
  }

  void report(Measured measured, Bill bill) {
    var reads = Math.max(1, all.reads());
    var mean = availableByHour.stream().mapToDouble(each -> each).average().orElse(1);
    measured
        .with("reads", all.reads())
        .with("resets", all.resets())
        .with("hitRatio", (double) all.hits() / reads)
        .with("foundRatio", (double) (all.hits() + all.resets()) / reads)
        .with("availabilityRatio", all.available())
        .with("hourlyAvailabilityRatio", mean)
        .with("hitMillisP50", percentile(0.5))
        .with("hitMillisP99", percentile(0.99));
    for (var purpose : Bill.Purpose.values()) {
      var name = purpose.name().toLowerCase(Locale.ROOT);
      measured
          .with(name + "Usd", FleetCost.dollars(bill.picoUsd(purpose)))
          .with(name + "Times", bill.times(purpose));
    }
    var origin = bill.picoUsd(Bill.Purpose.ORIGIN);
    measured
        .with("lambdaUsd", FleetCost.dollars(bill.totalPicoUsd() - origin))
        .with("totalUsd", FleetCost.dollars(bill.totalPicoUsd()))
        .with("totalMicroUsd", FleetCost.microUsd(bill.totalPicoUsd()))
        .with(
            "billedMillisPerServingRun",
            (double) bill.billedMillis(Bill.Purpose.SERVING)
                / Math.max(1, bill.times(Bill.Purpose.SERVING)));
    curves(measured);
  }

  private double percentile(double share) {
    if (all.hits() == 0) {
      return 0;
    }
    var sorted = Arrays.copyOf(hitNanos, all.hits());
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / 1e6;
  }

  private void curves(Measured measured) {
    var hours = IntStream.rangeClosed(1, availableByHour.size()).mapToObj(Double::valueOf).toList();
    measured.curve(
        new Curve("availability over time (h)", measured.policy(), hours, availableByHour));
    spentByHour.forEach((purpose, spent) ->
        measured.curve(
            new Curve(
                "cost ($) over time (h)", purpose.name().toLowerCase(Locale.ROOT), hours, spent)));
  }
}
