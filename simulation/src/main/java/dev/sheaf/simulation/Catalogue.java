package dev.sheaf.simulation;

import dev.sheaf.simulation.bench.Bench;
import dev.sheaf.simulation.bench.FleetBench;
import dev.sheaf.simulation.bench.ImageNetBench;
import dev.sheaf.simulation.bench.TraceBench;
import dev.sheaf.simulation.caching.EpochHits;
import dev.sheaf.simulation.caching.TraceReplay;
import dev.sheaf.simulation.clairvoyance.PlannedReads;
import dev.sheaf.simulation.clairvoyance.ReuseCounts;
import dev.sheaf.simulation.division.Division;
import dev.sheaf.simulation.ensemble.FleetAgainstBound;
import dev.sheaf.simulation.ensemble.FleetRounds;
import dev.sheaf.simulation.ensemble.SharingOracle;
import dev.sheaf.simulation.ephemeral.PocketScaling;
import dev.sheaf.simulation.ephemeral.PocketSizing;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import dev.sheaf.simulation.form.Forms;
import dev.sheaf.simulation.importance.DerivedEpochs;
import dev.sheaf.simulation.importance.ImportanceEpochs;
import dev.sheaf.simulation.importance.RepeatedEpochs;
import dev.sheaf.simulation.importance.SelectionShares;
import dev.sheaf.simulation.importance.SharedImportance;
import dev.sheaf.simulation.lambda.Availability;
import dev.sheaf.simulation.lambda.FleetBill;
import dev.sheaf.simulation.lambda.LambdaBill;
import dev.sheaf.simulation.lambda.LambdaFleet;
import dev.sheaf.simulation.lambda.LossProbabilities;
import dev.sheaf.simulation.lambda.NodeSizes;
import dev.sheaf.simulation.lambda.TierPrices;
import dev.sheaf.simulation.model.ModelOpenings;
import dev.sheaf.simulation.model.ModelSharing;
import dev.sheaf.simulation.pipeline.Pipeline;
import dev.sheaf.simulation.pipeline.Transfers;
import dev.sheaf.simulation.prefetch.Prefetching;
import dev.sheaf.simulation.preparation.InputWaits;
import dev.sheaf.simulation.preparation.Preparation;
import dev.sheaf.simulation.sharing.Marking;
import dev.sheaf.simulation.sharing.SharedSamples;
import dev.sheaf.simulation.shell.JobTraces;
import dev.sheaf.simulation.shell.SharedPackages;
import dev.sheaf.simulation.shell.Training;
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
    all.add(new DerivedEpochs());
    all.add(new Division());
    all.add(new EpochHits());
    all.add(new FleetAgainstBound());
    all.add(new FleetBill());
    all.add(new FleetRounds());
    all.add(new Forms());
    all.add(new ImportanceEpochs());
    all.add(new InputWaits());
    all.add(new JobTraces(TraceFiles.ofThisProcess()));
    all.add(new LambdaFleet(TraceFiles.ofThisProcess()));
    all.add(new LambdaBill(TraceFiles.ofThisProcess()));
    all.add(new LossProbabilities());
    all.add(new Marking());
    all.add(new ModelOpenings());
    all.add(new ModelSharing());
    all.add(new NodeSizes());
    all.add(new Pipeline());
    all.add(new PlannedReads());
    all.add(new PocketScaling());
    all.add(new PocketSizing());
    all.add(new Prefetching());
    all.add(new Preparation());
    all.add(new RepeatedEpochs());
    all.add(new ReuseCounts());
    all.add(new SelectionShares());
    all.add(new SharedImportance());
    all.add(new SharedPackages());
    all.add(new SharedSamples());
    all.add(new SharingOracle());
    all.add(new TierPrices());
    all.add(new Training());
    all.add(new TraceReplay(TraceFiles.ofThisProcess()));
    all.add(new Transfers());
    return new Experiments(List.copyOf(all));
  }

  /** All benchmarks of {@code bench sim}. */
  public static List<Bench> benches() {
    var all = new ArrayList<Bench>();
    // One line each, in the order of their names.
    all.add(new FleetBench(experiments(), ScenarioShelf.shipped()));
    all.add(new ImageNetBench());
    all.add(new TraceBench(TraceFiles.ofThisProcess()));
    return List.copyOf(all);
  }
}
