package dev.sheaf.simulation;

import dev.sheaf.simulation.bench.Bench;
import dev.sheaf.simulation.bench.ReplayAgainstCaffeine;
import dev.sheaf.simulation.caching.EpochHits;
import dev.sheaf.simulation.caching.TraceReplay;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.lambda.Availability;
import dev.sheaf.simulation.lambda.FleetBill;
import dev.sheaf.simulation.lambda.LambdaFleet;
import dev.sheaf.simulation.lambda.LossProbabilities;
import dev.sheaf.simulation.lambda.NodeSizes;
import dev.sheaf.simulation.lambda.TierPrices;
import dev.sheaf.simulation.pipeline.Pipeline;
import dev.sheaf.simulation.pipeline.Transfers;
import dev.sheaf.simulation.shell.SharedPackages;
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
    all.add(new Availability());
    all.add(new EpochHits());
    all.add(new FleetBill());
    all.add(new LambdaFleet(TraceFiles.ofThisProcess()));
    all.add(new LossProbabilities());
    all.add(new NodeSizes());
    all.add(new Pipeline());
    all.add(new SharedPackages());
    all.add(new TierPrices());
    all.add(new TraceReplay(TraceFiles.ofThisProcess()));
    all.add(new Transfers());
    return new Experiments(List.copyOf(all));
  }

  /** All benchmarks of {@code bench sim}. */
  public static List<Bench> benches() {
    var all = new ArrayList<Bench>();
    // One line each, in the order of their names.
    all.add(new ReplayAgainstCaffeine(TraceFiles.ofThisProcess()));
    return List.copyOf(all);
  }
}
