package dev.sheaf.simulation;

import dev.sheaf.simulation.caching.EpochHits;
import dev.sheaf.simulation.caching.TraceReplay;
import dev.sheaf.simulation.ensemble.FleetAgainstBound;
import dev.sheaf.simulation.ensemble.FleetRounds;
import dev.sheaf.simulation.ensemble.SharingOracle;
import dev.sheaf.simulation.ephemeral.PocketScaling;
import dev.sheaf.simulation.ephemeral.PocketSizing;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.model.ModelOpenings;
import dev.sheaf.simulation.model.ModelSharing;
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
    all.add(new EpochHits());
    all.add(new FleetAgainstBound());
    all.add(new FleetRounds());
    all.add(new ModelOpenings());
    all.add(new ModelSharing());
    all.add(new PocketScaling());
    all.add(new PocketSizing());
    all.add(new SharingOracle());
    all.add(new TraceReplay(TraceFiles.ofThisProcess()));
    return new Experiments(List.copyOf(all));
  }
}
