package dev.sheaf.policies.scheduling;

import java.util.ArrayList;
import java.util.List;

/**
 * Stops trials early, without waiting for the others: a trial that reaches a rung goes on only if
 * it is then among the best 1/divisor of those that have reached it.
 *
 * <p>Rung i of R asks for {@code max / divisor^(R-1-i)} units of training. The first to come always
 * goes on, and what was let through stays so even if better ones come: decisions depend on the
 * order of arrival, by design.
 *
 * <p><i>Source:</i> Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020;
 * the stopping form of determined-ai/determined, asha_stopping.go. <i>Cost:</i> O(log n) to find,
 * O(n) to insert.
 */
public final class SuccessiveHalving {
  private final int divisor;
  private final List<List<Double>> rungs = new ArrayList<>();

  /** Rungs that nobody has reached. */
  public SuccessiveHalving(int divisor, int rungs) {
    if (divisor < 2) {
      throw new IllegalArgumentException("divisor must be at least 2 but was " + divisor);
    }
    if (rungs < 1) {
      throw new IllegalArgumentException("rungs must be at least 1 but was " + rungs);
    }
    this.divisor = divisor;
    for (int i = 0; i < rungs; i++) {
      this.rungs.add(new ArrayList<>());
    }
  }

  /** How many units of training rung {@code rung} asks for when the last asks for this many. */
  public long units(int rung, long mostUnits) {
    var units = mostUnits;
    for (int i = rung; i < rungs.size() - 1; i++) {
      units /= divisor;
    }
    return Math.max(1, units);
  }

  /**
   * Notes that a trial has reached a rung, and says whether it goes on.
   *
   * @param loss what is compared; the smaller the better
   */
  public boolean goesOn(int rung, double loss) {
    var reached = rungs.get(rung);
    var place = 0;
    while (place < reached.size() && reached.get(place) <= loss) {
      place++;
    }
    reached.add(place, loss);
    return rung < rungs.size() - 1 && place < Math.max(reached.size() / divisor, 1);
  }

  /** Forgets what a trial that turned out invalid has scored. */
  public void withdraw(int rung, Double loss) {
    rungs.get(rung).remove(loss);
  }

  /** What was reached, to be kept and given to {@link #restore}. */
  public List<List<Double>> snapshot() {
    return rungs.stream().map(List::copyOf).toList();
  }

  /** Takes up where another stopped. */
  public void restore(List<List<Double>> snapshot) {
    if (snapshot.size() != rungs.size()) {
      throw new IllegalArgumentException(
          "a snapshot must have %d rungs but had %d".formatted(rungs.size(), snapshot.size()));
    }
    for (int i = 0; i < rungs.size(); i++) {
      rungs.set(i, new ArrayList<>(snapshot.get(i)));
    }
  }
}
