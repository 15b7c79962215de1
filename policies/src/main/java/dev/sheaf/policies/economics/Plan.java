package dev.sheaf.policies.economics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest of many candidates that keeps stall under the limit, and the best of every place.
 *
 * <p>Of two that cost the same the one with less stall is taken, then the one that was named first.
 * A candidate whose room alone costs more than the best of its place so far is not looked at.
 *
 * @param byPlace the best of every place, cheapest first; those that miss the limit last
 * @param examined how many candidates were estimated
 * @param pruned how many were not looked at
 */
public record Plan(List<Estimate> byPlace, long examined, long pruned) {
  private static final Comparator<Estimate> CHEAPEST =
      Comparator.comparingLong(Estimate::microUsd).thenComparingDouble(Estimate::stallShare);

  /** A plan that nobody else changes. */
  public Plan {
    byPlace = List.copyOf(byPlace);
  }

  /** The cheapest that meets the limit; empty when none does. */
  public Optional<Estimate> cheapest(Workload workload) {
    return byPlace.stream().filter(each -> each.meets(workload)).findFirst();
  }

  /** The best of the place with this name. */
  public Optional<Estimate> of(String place) {
    return byPlace.stream()
        .filter(each -> each.candidate().place().name().equals(place))
        .findFirst();
  }

  /** Looks at all candidates. */
  public static Plan search(FeedingModel model, Workload workload, List<Candidate> candidates) {
    var best = new LinkedHashMap<String, Estimate>();
    var examined = 0L;
    for (var candidate : candidates) {
      var name = candidate.place().name();
      var rival = best.get(name);
      if (rival != null
          && rival.meets(workload)
          && model.floorMicroUsd(candidate) > rival.microUsd() + 1) {
        continue;
      }
      examined++;
      var estimate = model.of(candidate);
      if (rival == null || isBetter(estimate, rival, workload)) {
        best.put(name, estimate);
      }
    }
    var sorted = new ArrayList<>(best.values());
    sorted.sort(
        Comparator.comparing((Estimate each) -> !each.meets(workload)).thenComparing(CHEAPEST));
    return new Plan(sorted, examined, candidates.size() - examined);
  }

  /** Whether it is the better of one place: what meets the limit first, then what costs less. */
  static boolean isBetter(Estimate estimate, Estimate rival, Workload workload) {
    if (estimate.meets(workload) != rival.meets(workload)) {
      return estimate.meets(workload);
    }
    return estimate.meets(workload)
        ? CHEAPEST.compare(estimate, rival) < 0
        : estimate.stallShare() < rival.stallShare();
  }
}
