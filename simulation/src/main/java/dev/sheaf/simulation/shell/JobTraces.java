package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.eviction.ItemCache;
import dev.sheaf.policies.eviction.ItemPolicy;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.invariant.InvariantBroken;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.shell.RecordedOpenings.Step;
import dev.sheaf.simulation.workload.JobTrace;
import dev.sheaf.simulation.workload.JobTraceCheck;
import dev.sheaf.simulation.workload.JobTraceReader;
import dev.sheaf.simulation.workload.TraceFiles;
import java.util.Arrays;
import java.util.List;

/**
 * Checks what the ledgers of live jobs have recorded, and replays the packages that they opened
 * through caches: what the live books would have read from the origin, beside simple policies and
 * the bound.
 *
 * <p>The order is the recorded one: a policy cannot choose what to open here. A trace whose first
 * row does not say {@code packages} is replayed over packages that count alike; then CRCs and
 * samples are not checked. Reads count from a cold cache, as whole packages; what the node counted
 * stands beside them when all traces say it and begin with their job's first epoch.
 */
public final class JobTraces implements Experiment {
  private static final int PARTITIONS = 256;
  private static final double DEFAULT_FRACTION = 0.4;

  private final TraceFiles files;

  /** Of traces that are found here. */
  public JobTraces(TraceFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "job-trace";
  }

  @Override
  public Run prepare(Parameters in) {
    var names = in.list("traces", List.of());
    var mostBroken = in.number("mostBrokenRows", 0, 0, Integer.MAX_VALUE);
    var asked = in.ratio("cache.fraction", 0, 0, 1);
    var residency = in.choice("policy.residency", "pinned", Residency.NAMES);
    if (names.isEmpty()) {
      throw new BadScenario("traces must name at least one file");
    }
    var traces =
        names.stream().map(each -> JobTraceReader.read(files.find(each), mostBroken)).toList();
    expectOneDataset(traces);
    var table = table(traces);
    var fraction = asked > 0 ? asked : fraction(traces, table);
    return seed -> new Replay(traces, table, fraction, residency).measure(seed);
  }

  private static void expectOneDataset(List<JobTrace> traces) {
    var first = traces.getFirst().spec();
    for (var trace : traces) {
      var spec = trace.spec();
      if (!spec.version().equals(first.version())) {
        throw new BadScenario(
            "traces must be of one dataset version, but %s reads %s and %s reads %s"
                .formatted(first.name(), first.version(), spec.name(), spec.version()));
      }
      if (trace.packagesSeen() == 0) {
        throw new BadScenario(
            "job %s opens no package: an order over all samples cannot be replayed"
                .formatted(spec.name()));
      }
    }
  }

  /** The cache that the dataset had when the last trace was taken. */
  private static double fraction(List<JobTrace> traces, PackageTable table) {
    var live = traces.getLast().live();
    return live == null || live.cacheBytes() == 0 || traces.getLast().table() == null
        ? DEFAULT_FRACTION
        : Math.min(1, (double) live.cacheBytes() / table.totalBytes());
  }

  /** What some trace says, or packages that are alike. */
  private static PackageTable table(List<JobTrace> traces) {
    var packages = traces.stream().mapToInt(JobTrace::packagesSeen).max().orElseThrow();
    for (var trace : traces) {
      var said = trace.table();
      if (said != null) {
        if (said.packages() < packages) {
          throw new BadScenario(
              "job %s has %d packages but package %d is opened"
                  .formatted(trace.spec().name(), said.packages(), packages - 1));
        }
        return said;
      }
    }
    var counts = new int[packages];
    var sizes = new long[packages];
    Arrays.fill(counts, 1);
    Arrays.fill(sizes, 1);
    return PackageTable.of(counts, sizes);
  }

  /** One replay. */
  private static final class Replay {
    private final List<JobTrace> traces;
    private final PackageTable table;
    private final boolean known;
    private final long capacityBytes;
    private final String residency;
    private final List<Step> steps;
    private final Measured measured;

    Replay(List<JobTrace> traces, PackageTable table, double fraction, String residency) {
      this.traces = traces;
      this.table = table;
      this.known = traces.stream().anyMatch(trace -> trace.table() != null);
      this.capacityBytes = Math.round(fraction * table.totalBytes());
      this.residency = residency;
      this.steps = RecordedOpenings.of(traces, traces.stream().map(this::batchesOf).toList());
      this.measured = new Measured(residency);
    }

    /** How many batches an epoch has: as the spec says, or as the longest that was recorded. */
    private int batchesOf(JobTrace trace) {
      return known
          ? (int) EpochOrder.of(trace.spec(), table).batches()
          : trace.windows().stream().mapToInt(AssignedWindow::endBatch).max().orElseThrow();
    }

    Measured measure(long seed) {
      var wholeEpochs = check(seed);
      var samples = opened();
      measured
          .with("jobs", traces.size())
          .with("openings", steps.stream().filter(Step.Open.class::isInstance).count())
          .with("noCacheReadsPerSample", 1.0)
          .with("lruReadsPerSample", (double) missed(ItemPolicy.LRU) / samples)
          .with("pinnedReadsPerSample", (double) missed(ItemPolicy.MINIO_SEEDED) / samples)
          .with("furthestReadsPerSample", (double) missed(ItemPolicy.BELADY) / samples)
          .with("replayedReadsPerSample", live() / (double) samples);
      addCounted();
      if (wholeEpochs > 0) {
        var share = (double) capacityBytes / table.totalBytes();
        var least = OriginBound.coldRun(share, 1, wholeEpochs) * wholeEpochs * table.samples();
        measured.with("boundReadsPerSample", least / samples);
      }
      return measured;
    }

    /** What the nodes counted, of runs that are in the traces from their beginning. */
    private void addCounted() {
      var delivered = 0L;
      var reads = 0L;
      for (var trace : traces) {
        var counted = trace.live();
        if (counted == null || trace.firstEpoch() > 0) {
          return;
        }
        delivered += counted.delivered();
        reads += counted.originReads();
      }
      measured.with("countedReadsPerSample", (double) reads / Math.max(1, delivered));
    }

    /** Samples of packages that were opened: what is read when nothing is cached. */
    private long opened() {
      var samples = 0L;
      for (var step : steps) {
        samples += step instanceof Step.Open(_, _, var index) ? table.count(index) : 0;
      }
      return samples;
    }

    /** The most whole epochs of a job; <i>Errors:</i> what broken rows do not explain. */
    private int check(long seed) {
      var most = 0;
      var gaps = 0;
      var crcs = 0;
      for (var trace : traces) {
        var found = JobTraceCheck.check(trace, known ? table : null);
        if (found.wrong() > 0 || found.gaps() > trace.brokenRows()) {
          throw new InvariantBroken(
              "WhatTheLedgerRecorded",
              "%s (%d gaps, %d wrong)".formatted(found.first(), found.gaps(), found.wrong()),
              new InvariantBroken.Place(seed, 0, 0));
        }
        most = Math.max(most, found.epochs());
        gaps += found.gaps();
        crcs += found.crcs();
      }
      measured
          .with("windows", traces.stream().mapToInt(trace -> trace.windows().size()).sum())
          .with("gaps", gaps)
          .with("comparedCrcs", crcs)
          .with("wholeEpochs", most)
          .with("brokenRows", traces.stream().mapToInt(JobTrace::brokenRows).sum())
          .with("truncatedTraces", traces.stream().filter(JobTrace::truncated).count());
      return most;
    }

    private long missed(ItemPolicy policy) {
      var reads = new ItemPolicy.Reads(table.packages(), table::sizeBytes, this::sequence);
      var cache = policy.cache(reads, capacityBytes, seedOfPins());
      var missed = 0L;
      for (var index : sequence()) {
        var hit = cache.read(index, table.sizeBytes(index)) == ItemCache.Verdict.HIT;
        missed += hit ? 0 : table.count(index);
      }
      return missed;
    }

    private int[] sequence() {
      return steps.stream()
          .filter(Step.Open.class::isInstance)
          .mapToInt(step -> ((Step.Open) step).index())
          .toArray();
    }

    private long seedOfPins() {
      return Draw.draw(0, traces.getFirst().spec().version().hash());
    }

    /** Traces of two runs may have one name. */
    private static String name(int job) {
      return "job-" + job;
    }

    /** What the live books fetch under the recorded order. */
    private long live() {
      var version = traces.getFirst().spec().version();
      var capacity = new long[] {capacityBytes};
      var nodes = new VirtualNodes(version, table, capacity, PARTITIONS, Supply.AT_ONCE);
      var book =
          new DatasetBook(table, Residency.named(residency), seedOfPins(), Long.MAX_VALUE / 4);
      var conductor = new VirtualConductor(new Timeline(), book, nodes);
      conductor.tell(new Command.Capacity(capacityBytes));
      var sequence = 0L;
      for (int job = 0; job < traces.size(); job++) {
        var epoch = traces.get(job).firstEpoch();
        conductor.tell(new Command.Join(name(job), epoch, List.of(), List.of(), ++sequence));
      }
      for (var step : steps) {
        sequence++;
        var job = name(step.job());
        switch (step) {
          case Step.Claim(_, _, var epoch, var packages) ->
              conductor.tell(new Command.Opened(job, epoch, packages, sequence));
          case Step.Open(_, _, var index) -> nodes.read(index, () -> {});
          case Step.Finish(_, _, var epoch, var packages) ->
              conductor.tell(new Command.Finished(job, epoch, packages, sequence));
        }
      }
      return nodes.meter().fetchedSamples();
    }
  }
}
