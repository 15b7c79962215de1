package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;

/** Small virtual trainings for tests. */
final class Trainings {
  private Trainings() {}

  /** One job reads one epoch in batches of 4; the watcher is shown its windows. */
  static void oneEpoch(PackageTable table, WindowWatcher watcher) {
    var timeline = new Timeline();
    var version = new DatasetVersion("d", "1");
    var nodes = new VirtualNodes(version, table, new long[] {1 << 20}, 4, Supply.AT_ONCE);
    var book = new DatasetBook(table, Residency.named("pinned"), 1, Long.MAX_VALUE / 4);
    var conductor = new VirtualConductor(timeline, book, nodes);
    conductor.begin(1 << 20);
    var spec = new VirtualJobs(version, Contract.SUBSTITUTE, 4, 1, 1).spec(0);
    var cluster = new VirtualJob.Cluster(table, conductor, nodes, watcher);
    var training = new VirtualJob.Training(1_000_000, 0, 1);
    var job = new VirtualJob(timeline, spec, training, cluster, new RandomStream(1, "job"));
    job.begin();
    while (!job.isOver() && timeline.step()) {}
    conductor.end();
  }
}
