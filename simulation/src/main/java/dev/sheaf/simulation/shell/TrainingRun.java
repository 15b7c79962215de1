package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.invariant.Invariant;
import dev.sheaf.simulation.invariant.Invariants;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.CacheNode;
import dev.sheaf.simulation.world.Fault;
import dev.sheaf.simulation.world.FaultSchedule;
import dev.sheaf.simulation.world.MeteredOrigin;
import dev.sheaf.simulation.world.Network;
import dev.sheaf.simulation.world.NodeFaults;
import dev.sheaf.simulation.world.PatientReader;
import dev.sheaf.simulation.world.WorldParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One run of {@link Training}. */
final class TrainingRun {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int EVENTS_A_CHECK = 64;
  private static final int PARTITIONS = 256;

  private final Training.Plan plan;
  private final FaultSchedule faults;
  private final Timeline timeline = new Timeline();
  private final MeteredOrigin origin;
  private final PatientReader reader;
  private final List<CacheNode> machines;
  private final VirtualNodes nodes;
  private final VirtualConductor conductor;
  private final List<VirtualJob> jobs = new ArrayList<>();
  private final Invariants invariants;

  TrainingRun(Training.Plan plan, FaultSchedule faults, long seed) {
    this.plan = plan;
    this.faults = faults;
    this.invariants = new Invariants(seed, timeline);
    var network = new Network(timeline);
    this.machines = plan.nodes().on(network);
    this.origin = WorldParameters.origin(timeline, network, plan.origin(), seed);
    this.reader = new PatientReader(timeline, origin, plan.backOff(), seed);
    var table = table(plan);
    var version = new DatasetVersion("d", Long.toHexString(seed));
    var capacity = new long[machines.size()];
    Arrays.fill(capacity, plan.capacityBytes() / machines.size());
    var supply = new OriginSupply(reader, machines);
    this.nodes = new VirtualNodes(version, table, capacity, PARTITIONS, supply);
    var book = new DatasetBook(table, Residency.named(plan.residency()), seed, Long.MAX_VALUE / 4);
    this.conductor = new VirtualConductor(timeline, book, nodes);
    var cluster = new VirtualJob.Cluster(table, conductor, nodes, new Coverage(invariants));
    var training =
        new VirtualJob.Training(plan.stepNanos(), plan.jitter(), plan.trainer().prefetch());
    var like = new VirtualJobs(version, Contract.SUBSTITUTE, plan.batch(), plan.epochs(), seed);
    for (int j = 0; j < plan.jobs(); j++) {
      var chance = new RandomStream(seed, "job-" + j);
      jobs.add(new VirtualJob(timeline, like.spec(j), training, cluster, chance));
    }
    invariants.add(new Invariant("BytesNeverExceedCapacity", this::overfull));
    invariants.add(new Invariant("EveryByteIsAccountedFor", this::miscounted));
  }

  private static PackageTable table(Training.Plan plan) {
    var counts = new int[plan.packages()];
    var sizes = new long[plan.packages()];
    for (int p = 0; p < counts.length; p++) {
      var begin = (long) plan.samples() * p / counts.length;
      counts[p] = (int) ((long) plan.samples() * (p + 1) / counts.length - begin);
      sizes[p] = counts[p] * plan.sampleBytes();
    }
    return PackageTable.of(counts, sizes);
  }

  Measured measured() {
    conductor.begin(plan.capacityBytes());
    for (int j = 0; j < jobs.size(); j++) {
      var begin = Math.round(plan.epochNanos() * plan.stagger() * j / jobs.size());
      timeline.at(begin, jobs.get(j)::begin);
    }
    faults.on(timeline, new Hits());
    while (!isOver() && timeline.now() <= plan.untilNanos() && timeline.step()) {
      if (timeline.happened() % EVENTS_A_CHECK == 0) {
        invariants.check();
      }
    }
    conductor.end();
    var endNanos = timeline.now();
    invariants.check();
    invariants.require(
        "EveryRequestEnds",
        isOver() && nodes.underWay() == 0,
        () ->
            "%d of %d jobs are over and %d reads are under way"
                .formatted(
                    jobs.stream().filter(VirtualJob::isOver).count(),
                    jobs.size(),
                    nodes.underWay()));
    return figures(endNanos);
  }

  private boolean isOver() {
    return jobs.stream().allMatch(VirtualJob::isOver);
  }

  private Measured figures(long endNanos) {
    var delivered = jobs.stream().mapToLong(VirtualJob::delivered).sum();
    var stall = jobs.stream().mapToLong(VirtualJob::stallNanos).sum();
    var busy = (double) plan.stepNanos() * Math.ceilDiv(plan.samples(), plan.batch());
    var dataset = (double) plan.samples() * plan.sampleBytes();
    var share = Math.min(1, plan.capacityBytes() / dataset);
    var epochs = (double) plan.jobs() * plan.epochs();
    return new Measured(plan.residency())
        .with("originReadsPerSample", (double) nodes.meter().fetchedSamples() / delivered)
        .with("bound", OriginBound.coldRun(share, plan.jobs(), plan.epochs()))
        .with("epochSeconds", (busy + stall / epochs) / NANOS_PER_SECOND)
        .with("stallShare", stall / (stall + busy * epochs))
        .with("makespanSeconds", endNanos / NANOS_PER_SECOND)
        .with("gets", origin.served())
        .with("retries", reader.retries())
        .with("costMicroUsdPerEpoch", origin.costMicroUsd() / epochs)
        .with("passedBy", nodes.meter().passedBy())
        .with("faults", faults.faults().size())
        .with("checks", invariants.checks())
        .with("traceHash", timeline.traceHash() >>> 11);
  }

  /** What a fault does to the machines, it does to what they hold as well. */
  private final class Hits implements FaultSchedule.Hooks {
    private final NodeFaults machinesHit = new NodeFaults(machines, origin, share -> {});

    @Override
    public void begins(Fault fault) {
      var was = reachable(fault);
      machinesHit.begins(fault);
      if (fault.kind() == Fault.Kind.NODE_LOSS) {
        nodes.lose(fault.node());
      }
      follow(fault, was);
    }

    @Override
    public void ends(Fault fault) {
      var was = reachable(fault);
      machinesHit.ends(fault);
      follow(fault, was);
    }

    private boolean reachable(Fault fault) {
      return machines.get(fault.node()).isReachable();
    }

    private void follow(Fault fault, boolean was) {
      if (fault.kind().hitsNode() && reachable(fault) != was) {
        nodes.reach(fault.node(), reachable(fault));
        conductor.remind();
      }
    }
  }

  private Optional<String> overfull() {
    for (int node = 0; node < nodes.nodes(); node++) {
      if (nodes.usedBytes(node) > nodes.capacityBytes(node)) {
        return Optional.of(
            "node %d uses %d of %d bytes"
                .formatted(node, nodes.usedBytes(node), nodes.capacityBytes(node)));
      }
    }
    return Optional.empty();
  }

  private Optional<String> miscounted() {
    for (int node = 0; node < nodes.nodes(); node++) {
      if (nodes.usedBytes(node) != nodes.countedBytes(node)) {
        return Optional.of(
            "node %d says that it uses %d bytes but holds %d"
                .formatted(node, nodes.usedBytes(node), nodes.countedBytes(node)));
      }
    }
    return Optional.empty();
  }
}
