package dev.sheaf.node.comparison;

import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.shell.Supply;
import dev.sheaf.simulation.shell.VirtualConductor;
import dev.sheaf.simulation.shell.VirtualJob;
import dev.sheaf.simulation.shell.VirtualNodes;
import dev.sheaf.simulation.shell.WindowWatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The jobs of a {@link PolicyRun} in virtual time: the same books, table, specs and schedule. */
final class SimulatedJobs {
  private final Timeline timeline = new Timeline();
  private final VirtualNodes nodes;
  private final List<VirtualJob> jobs = new ArrayList<>();

  /**
   * Jobs that have not begun.
   *
   * @param capacityBytes of the node
   * @param liveSeconds how long the live jobs took: windows cover more batches the faster jobs are
   */
  SimulatedJobs(
      PolicyComparison.Plan plan,
      DatasetVersion version,
      PackageTable table,
      long capacityBytes,
      double liveSeconds) {
    nodes =
        new VirtualNodes(version, inPages(table), new long[] {capacityBytes}, 256, Supply.AT_ONCE);
    var book =
        new DatasetBook(
            table,
            Residency.named(plan.policies().getFirst()),
            Draw.draw(0, version.hash()),
            Long.MAX_VALUE / 4);
    var conductor = new VirtualConductor(timeline, book, nodes);
    conductor.tell(new Command.Capacity(PackageStore.holdable(capacityBytes)));
    var cluster = new VirtualJob.Cluster(table, conductor, nodes, WindowWatcher.NONE);
    var paces =
        Schedule.paces(plan.speeds(), plan.stagger(), Math.ceilDiv(table.samples(), plan.batch()));
    var steps = (double) plan.epochs() * Math.ceilDiv(table.samples(), plan.batch());
    var units =
        paces.stream().mapToDouble(pace -> pace.start() + steps * pace.step()).max().orElseThrow();
    var unitNanos = liveSeconds * 1e9 / units;
    for (int number = 0; number < paces.size(); number++) {
      var pace = paces.get(number);
      var training = new VirtualJob.Training(Math.round(unitNanos * pace.step()), 0, 1);
      var chance = new RandomStream(plan.seed(), "job-" + number);
      var job = new VirtualJob(timeline, spec(plan, version, number), training, cluster, chance);
      jobs.add(job);
      timeline.at(Math.round(unitNanos * pace.start()), job::begin);
    }
  }

  /** A store has whole pages. */
  private static PackageTable inPages(PackageTable table) {
    var counts = IntStream.range(0, table.packages()).map(table::count).toArray();
    var sizes =
        IntStream.range(0, table.packages())
            .mapToLong(index ->
                Math.ceilDiv(table.sizeBytes(index), PackageStore.PAGE_BYTES)
                    * (long) PackageStore.PAGE_BYTES)
            .toArray();
    return PackageTable.of(counts, sizes);
  }

  private static JobSpec spec(PolicyComparison.Plan plan, DatasetVersion version, int number) {
    return new JobSpec(
        plan.policies().getFirst() + "-" + (number + 1),
        version,
        Contract.SUBSTITUTE,
        plan.batch(),
        plan.epochs(),
        1,
        plan.seed() + number,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        0,
        false,
        0);
  }

  /**
   * What was read from the origin per sample delivered.
   *
   * @param all over the whole run
   * @param steady from the first job's second epoch on, until a job ends
   */
  record Reads(double all, double steady) {}

  private record Sums(long fetched, long delivered) {}

  Reads run() {
    stepUntil(job -> job.epochs() >= 1);
    var warm = sums();
    stepUntil(VirtualJob::isOver);
    var first = sums();
    while (!jobs.stream().allMatch(VirtualJob::isOver) && timeline.step()) {}
    var all = sums();
    return new Reads(
        (double) all.fetched() / all.delivered(),
        (double) (first.fetched() - warm.fetched()) / (first.delivered() - warm.delivered()));
  }

  private void stepUntil(Predicate<VirtualJob> isSoFar) {
    while (jobs.stream().noneMatch(isSoFar) && timeline.step()) {}
  }

  private Sums sums() {
    return new Sums(
        nodes.meter().fetchedSamples(), jobs.stream().mapToLong(VirtualJob::delivered).sum());
  }
}
