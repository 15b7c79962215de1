package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.world.Bill;
import dev.sheaf.simulation.world.LambdaCache.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts how reads ended, hour by hour, and what was spent by then. */
final class FleetMeter {
  private static final int KINDS = Ending.values().length;

  private final List<long[]> endingsByHour = new ArrayList<>();
  private final List<List<Double>> spentByHour = new ArrayList<>();
  private final long[] endings = new long[KINDS];
  private final long[] hour = new long[KINDS];
  private long[] hitNanos = new long[1_024];
  private int hits;

  FleetMeter() {
    for (int i = 0; i < Bill.Purpose.values().length; i++) {
      spentByHour.add(new ArrayList<>());
    }
  }

  void ended(Ending ending, long tookNanos) {
    endings[ending.ordinal()]++;
    hour[ending.ordinal()]++;
    if (ending == Ending.HIT) {
      hitNanos = hits == hitNanos.length ? Arrays.copyOf(hitNanos, hits * 2) : hitNanos;
      hitNanos[hits++] = tookNanos;
    }
  }

  void hourOver(Bill bill) {
    endingsByHour.add(hour.clone());
    Arrays.fill(hour, 0);
    for (var purpose : Bill.Purpose.values()) {
      spentByHour.get(purpose.ordinal()).add(FleetCost.dollars(bill.picoUsd(purpose)));
    }
  }

  void report(Measured measured, Bill bill) {
    var reads = Arrays.stream(endings).sum();
    var hit = endings[Ending.HIT.ordinal()];
    var reset = endings[Ending.RESET.ordinal()];
    measured
        .with("reads", reads)
        .with("resets", reset)
        .with("hitRatio", (double) hit / Math.max(1, reads))
        .with("foundRatio", (double) (hit + reset) / Math.max(1, reads))
        .with("availabilityRatio", (double) hit / Math.max(1, hit + reset))
        .with("hourlyAvailabilityRatio", meanOverHours())
        .with("hitMillisP50", percentile(0.5))
        .with("hitMillisP99", percentile(0.99));
    for (var purpose : Bill.Purpose.values()) {
      var name = purpose.name().toLowerCase(java.util.Locale.ROOT);
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

  private double meanOverHours() {
    var sum = 0.0;
    var counted = 0;
    for (var each : endingsByHour) {
      var found = each[Ending.HIT.ordinal()] + each[Ending.RESET.ordinal()];
      if (found > 0) {
        sum += (double) each[Ending.HIT.ordinal()] / found;
        counted++;
      }
    }
    return counted == 0 ? 1 : sum / counted;
  }

  private double percentile(double share) {
    if (hits == 0) {
      return 0;
    }
    var sorted = Arrays.copyOf(hitNanos, hits);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(hits - 1L, Math.round(share * hits))] / 1e6;
  }

  private void curves(Measured measured) {
    var hours = new ArrayList<Double>();
    var available = new ArrayList<Double>();
    for (int i = 0; i < endingsByHour.size(); i++) {
      var each = endingsByHour.get(i);
      var found = each[Ending.HIT.ordinal()] + each[Ending.RESET.ordinal()];
      hours.add(i + 1.0);
      available.add(found == 0 ? 1 : (double) each[Ending.HIT.ordinal()] / found);
    }
    measured.curve(new Curve("availability over time (h)", measured.policy(), hours, available));
    for (var purpose : Bill.Purpose.values()) {
      measured.curve(
          new Curve(
              "cost ($) over time (h)",
              purpose.name().toLowerCase(java.util.Locale.ROOT),
              hours,
              spentByHour.get(purpose.ordinal())));
    }
  }
}
