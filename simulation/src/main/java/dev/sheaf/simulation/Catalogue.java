package dev.sheaf.simulation;

import dev.sheaf.simulation.bench.Bench;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Experiments;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be simulated. */
public final class Catalogue {
  private Catalogue() {}

  /** All experiments. */
  public static Experiments experiments() {
    var all = new ArrayList<Experiment>();
    // One line each, in the order of their names.
    return new Experiments(List.copyOf(all));
  }

  /** All benchmarks of {@code bench sim}. */
  public static List<Bench> benches() {
    var all = new ArrayList<Bench>();
    // One line each, in the order of their names.
    return List.copyOf(all);
  }
}
