package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * How fast a member trains on 1, 2, 3 … accelerators.
 *
 * <p><i>Units:</i> images a second; entry 0 is one accelerator. Beyond the table the last entry
 * holds.
 */
public record RateTable(List<Double> imagesPerSecond) {
  /** A table whose rates make sense. */
  public RateTable {
    imagesPerSecond = List.copyOf(imagesPerSecond);
    if (imagesPerSecond.isEmpty()) {
      throw new IllegalArgumentException("a rate table must have at least one entry but had none");
    }
    for (var rate : imagesPerSecond) {
      if (!(rate > 0)) {
        throw new IllegalArgumentException("imagesPerSecond must be above 0 but was " + rate);
      }
    }
  }

  /** The table of a pilot run at some counts of accelerators, 1 among them; linear in between. */
  public static RateTable interpolated(SortedMap<Integer, Double> measured) {
    if (measured.isEmpty() || measured.firstKey() != 1) {
      throw new IllegalArgumentException(
          "a pilot must measure 1 accelerator but measured " + measured);
    }
    var rates = new ArrayList<Double>();
    var before = 1;
    for (var point : measured.entrySet()) {
      var from = rates.isEmpty() ? point.getValue() : rates.getLast();
      var steps = point.getKey() - before;
      for (int step = 1; step < steps; step++) {
        rates.add(from + (point.getValue() - from) * step / steps);
      }
      rates.add(point.getValue());
      before = point.getKey();
    }
    return new RateTable(rates);
  }

  /** The rate on {@code gpus} accelerators, at least 1. */
  public double on(int gpus) {
    return imagesPerSecond.get(Math.min(gpus, imagesPerSecond.size()) - 1);
  }
}
