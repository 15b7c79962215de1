package dev.sheaf.policies.division;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Tries every division in whole steps, and takes the one with the most worth: the bound for few
 * datasets.
 *
 * <p><i>Cost:</i> O(steps to the power of datasets): for tests and the simulator.
 */
public final class BestDivision implements SpaceDivision {
  private static final int MOST_DATASETS = 6;

  private final int steps;
  private final ToDoubleFunction<SortedMap<String, Long>> worth;

  /**
   * Looks for the division of greatest worth.
   *
   * @param steps into how many parts the capacity is cut
   */
  public BestDivision(int steps, ToDoubleFunction<SortedMap<String, Long>> worth) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1 but was " + steps);
    }
    this.steps = steps;
    this.worth = worth;
  }

  /** The benefit of a division when each byte is worth its dataset's density. */
  public static double benefit(SortedMap<String, Long> shares, List<DatasetDemand> datasets) {
    return datasets.stream()
        .mapToDouble(each -> each.density() * shares.getOrDefault(each.dataset(), 0L))
        .sum();
  }

  /**
   * The most benefit that any division could have, parts of blocks included: the fractional
   * knapsack's optimum.
   */
  public static double mostBenefit(long capacityBytes, List<DatasetDemand> datasets) {
    var densities = new ArrayList<>(datasets);
    densities.sort((one, other) -> Double.compare(other.density(), one.density()));
    var left = capacityBytes;
    var benefit = 0.0;
    for (var each : densities) {
      var share = Math.min(left, each.bytes());
      benefit += each.density() * share;
      left -= share;
    }
    return benefit;
  }

  @Override
  public String name() {
    return "best";
  }

  @Override
  public SortedMap<String, Long> divide(long capacityBytes, List<DatasetDemand> datasets) {
    if (datasets.size() > MOST_DATASETS) {
      throw new IllegalArgumentException(
          "datasets must be at most %d but were %d".formatted(MOST_DATASETS, datasets.size()));
    }
    var search = new Search(capacityBytes, datasets);
    search.from(0, steps);
    return search.best;
  }

  private final class Search {
    private final long capacityBytes;
    private final List<DatasetDemand> datasets;
    private final TreeMap<String, Long> shares = new TreeMap<>();
    private TreeMap<String, Long> best = new TreeMap<>();
    private double most = Double.NEGATIVE_INFINITY;

    Search(long capacityBytes, List<DatasetDemand> datasets) {
      this.capacityBytes = capacityBytes;
      this.datasets = datasets;
    }

    void from(int index, int left) {
      if (index == datasets.size()) {
        consider();
        return;
      }
      var of = datasets.get(index);
      for (int parts = 0; parts <= left; parts++) {
        var share = Math.min(of.bytes(), capacityBytes / steps * parts);
        shares.put(of.dataset(), share);
        from(index + 1, left - parts);
        if (share == of.bytes()) {
          return;
        }
      }
    }

    private void consider() {
      var value = worth.applyAsDouble(shares);
      if (value > most) {
        most = value;
        best = new TreeMap<>(shares);
      }
    }
  }
}
