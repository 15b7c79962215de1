package dev.sheaf.node.demo;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.JobTotals;
import dev.sheaf.gpu.ensemble.EnsembleRun;
import dev.sheaf.node.SheafNode;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.ledger.SampleSelection;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Turns what jobs, members and store say into a report. */
record DemoReporter(
    DemoOptions options,
    DatasetEntry dataset,
    double wallSeconds,
    ToDoubleFunction<String> quality) {
  /** A cache has whole pages, which may make it so much larger than what was asked for. */
  private static final double ROUNDING = 0.05;

  DemoReport report(
      SheafNode node,
      List<JobReply.JobIs> states,
      DemoProgress progress,
      EnsembleRun.Outcome outcome)
      throws IOException {
    var table = node.storage().manifests().open(dataset.version()).table();
    var jobs = states.stream().map(state -> job(state, table, progress, outcome)).toList();
    var delivered = sum(states, JobTotals::delivered);
    return new DemoReport(
        new DemoReport.Dataset(
            dataset.version().dataset(),
            dataset.samples(),
            dataset.classes().size(),
            dataset.sizeBytes()),
        jobs,
        new DemoReport.Ensemble(outcome.accuracy(), outcome.predictions().size()),
        origin(node, states),
        new DemoReport.Cache(share(node), node.storage().cacheCapacityBytes(), hitRatio(states)),
        DemoReport.Lambda.OFF,
        List.of(),
        wallSeconds,
        delivered / wallSeconds,
        options.seed());
  }

  private DemoReport.Job job(
      JobReply.JobIs state,
      PackageTable table,
      DemoProgress progress,
      EnsembleRun.Outcome outcome) {
    var name = state.spec().name();
    var trained = progress.trained(name);
    var anEpoch = SampleSelection.of(state.spec(), table).samples();
    var due = due(state, anEpoch);
    var predictions = outcome.predictions().get(name);
    return new DemoReport.Job(
        name,
        state.spec().epochs(),
        state.totals().delivered(),
        trained.duplicates(),
        trained.missing(due),
        progress.firstLoss(name),
        progress.lastLoss(name),
        predictions == null ? Double.NaN : predictions.accuracy(),
        progress.stallSeconds(name),
        quality.applyAsDouble(name));
  }

  /** All samples in every epoch, but those that were not selected. */
  private static long due(JobReply.JobIs state, long anEpoch) {
    var unselected =
        state.epochs().stream()
            .filter(each -> each.selected() >= 0)
            .mapToLong(each -> anEpoch - each.selected())
            .sum();
    return anEpoch * state.spec().epochs() - unselected;
  }

  private DemoReport.Origin origin(SheafNode node, List<JobReply.JobIs> states) {
    var reads = sum(states, JobTotals::originSamples);
    var perSample = (double) reads / Math.max(1, sum(states, JobTotals::delivered));
    var share = share(node);
    var bound = OriginBound.coldRun(share, options.jobs(), options.epochs());
    var steadyDelivered = sum(states, JobTotals::steadyDelivered);
    return new DemoReport.Origin(
        reads,
        sum(states, JobTotals::originGets),
        sum(states, JobTotals::originBytes),
        perSample,
        bound,
        bound / perSample,
        OriginBound.steady(share, options.jobs()),
        steadyDelivered == 0
            ? perSample
            : (double) sum(states, JobTotals::steadyOriginSamples) / steadyDelivered,
        node.originLabel());
  }

  /** What the cache has of the dataset: what was asked for, but more of a very small one. */
  private double share(SheafNode node) {
    var asked = options.cacheFraction();
    var has = Math.min(1, (double) node.storage().cacheCapacityBytes() / dataset.sizeBytes());
    return has > asked * (1 + ROUNDING) ? has : asked;
  }

  static double hitRatio(List<JobReply.JobIs> states) {
    return (double) sum(states, JobTotals::memoryHits)
        / Math.max(1, sum(states, JobTotals::delivered));
  }

  private static long sum(List<JobReply.JobIs> states, ToLongFunction<JobTotals> figure) {
    return states.stream().map(JobReply.JobIs::totals).mapToLong(figure).sum();
  }
}
