package dev.sheaf.simulation;

import dev.sheaf.simulation.caching.EpochHits;
import dev.sheaf.simulation.caching.TraceReplay;
import dev.sheaf.simulation.division.Division;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.form.Forms;
import dev.sheaf.simulation.prefetch.Prefetching;
import dev.sheaf.simulation.preparation.InputWaits;
import dev.sheaf.simulation.preparation.Preparation;
import dev.sheaf.simulation.workload.TraceFiles;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be simulated. */
public final class Catalogue {
  private Catalogue() {}

  /** All experiments. */
  public static Experiments experiments() {
    var all = new ArrayList<Experiment>();
    // One line each, in the order of their names.
    all.add(new Division());
    all.add(new EpochHits());
    all.add(new Forms());
    all.add(new InputWaits());
    all.add(new Prefetching());
    all.add(new Preparation());
    all.add(new TraceReplay(TraceFiles.ofThisProcess()));
    return new Experiments(List.copyOf(all));
  }
}
