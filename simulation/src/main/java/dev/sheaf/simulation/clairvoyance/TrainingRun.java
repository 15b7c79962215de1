package dev.sheaf.simulation.clairvoyance;

import dev.sheaf.policies.prefetch.ClairvoyantPlan;
import dev.sheaf.policies.prefetch.PermutationChain;
import dev.sheaf.policies.prefetch.SourceChoice;
import dev.sheaf.policies.prefetch.StorageClass;
import dev.sheaf.simulation.clairvoyance.PlannedReads.Shape;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All nodes of a job in virtual time: their file system, their links, their common steps. */
final class TrainingRun {
  /** What it takes to learn that a peer does not have a sample: a round trip of a small message. */
  private static final long WRONG_GUESS_NANOS = 50_000;

  private final Shape shape;
  private final Timeline timeline = new Timeline();
  private final SourceChoice choice;
  private final FileSystem fileSystem;
  private final List<StorageClass> classes;
  private final List<TrainingNode> nodes = new ArrayList<>();
  private int step;
  private int computing;
  private long remoteReads;
  private long localReads;
  private long wrongGuesses;

  TrainingRun(Shape shape, boolean planned, long seed) {
    this.shape = shape;
    var count = shape.slices().nodes();
    var links = shape.machines().links();
    this.choice = new SourceChoice(links, count);
    this.fileSystem =
        new FileSystem(links.fileSystem().of(count), links.fileSystemLinkBytesPerSecond());
    this.classes = planned ? shape.machines().classes() : List.of();
    var run =
        new ClairvoyantPlan.Run(
            shape.slices(), shape.epochs(), classes, id -> shape.sampleBytes(), shape.asReleased());
    for (int node = 0; node < count; node++) {
      var plan = ClairvoyantPlan.of(run, node, seed);
      nodes.add(new TrainingNode(this, plan, accesses(node, seed)));
    }
  }

  /**
   * What came of it; {@code outOfOrder} counts samples that did not come in the order of access.
   */
  record Outcome(
      double seconds,
      long fileSystemReads,
      long remoteReads,
      long localReads,
      long wrongGuesses,
      long delivered,
      long outOfOrder) {}

  /** Runs until the last step has ended, or until nothing happens any more. */
  Outcome run() {
    nodes.forEach(TrainingNode::begin);
    beginStep();
    while (step < shape.epochs() * shape.slices().batches() && timeline.step()) {}
    return new Outcome(
        timeline.now() / 1e9,
        fileSystem.reads(),
        remoteReads,
        localReads,
        wrongGuesses,
        nodes.stream().mapToLong(TrainingNode::delivered).sum(),
        nodes.stream().mapToLong(TrainingNode::outOfOrder).sum());
  }

  Shape shape() {
    return shape;
  }

  List<StorageClass> classes() {
    return classes;
  }

  /** A node has gathered its part of the step. */
  void gathered(int samples) {
    timeline.after(samples * shape.computeNanos(), this::computed);
  }

  /** Reads a sample for a node from where the policy says; {@code arrived} when it is there. */
  void read(TrainingNode reader, int id, Runnable arrived) {
    var held = reader.holds(id);
    var local = held ? classes.get(reader.plan().classOf(id)).perThread() : 0;
    var peer = held ? null : assumedPeer(reader, id);
    var remote = peer == null ? 0 : classes.get(peer.plan().classOf(id)).perThread();
    switch (choice.choose(local, remote)) {
      case LOCAL -> {
        localReads++;
        timeline.after(FileSystem.nanos(shape.sampleBytes(), local), arrived);
      }
      case REMOTE -> readRemote(peer != null && peer.holds(id), remote, arrived);
      case FILE_SYSTEM -> readFileSystem(arrived);
    }
  }

  private void readRemote(boolean there, double perThread, Runnable arrived) {
    if (there) {
      remoteReads++;
      var link = shape.machines().links().peerLinkBytesPerSecond();
      timeline.after(FileSystem.nanos(shape.sampleBytes(), Math.min(link, perThread)), arrived);
    } else {
      wrongGuesses++;
      timeline.after(WRONG_GUESS_NANOS, () -> readFileSystem(arrived));
    }
  }

  private void readFileSystem(Runnable arrived) {
    timeline.at(fileSystem.read(shape.sampleBytes(), timeline.now()), arrived);
  }

  /** The peer with the fastest class that is assumed to hold a sample; the first of equals. */
  private @Nullable TrainingNode assumedPeer(TrainingNode reader, int id) {
    TrainingNode best = null;
    for (var peer : nodes) {
      var its = peer.plan().classOf(id);
      if (peer != reader
          && its != ClairvoyantPlan.NOWHERE
          && (best == null || its < best.plan().classOf(id))
          && reader.assumesFilled(its, peer.placeInFill(id))) {
        best = peer;
      }
    }
    return best;
  }

  private void computed() {
    if (--computing == 0) {
      step++;
      if (step < shape.epochs() * shape.slices().batches()) {
        beginStep();
      }
    }
  }

  private void beginStep() {
    computing = nodes.size();
    for (int node = 0; node < nodes.size(); node++) {
      nodes.get(node).gather(shape.slices().countInBatch(node, step % shape.slices().batches()));
    }
  }

  private int[] accesses(int node, long seed) {
    var chain = new PermutationChain(shape.slices().samples(), seed);
    var perEpoch = shape.slices().count(node);
    var accesses = new int[perEpoch * shape.epochs()];
    for (int epoch = 0; epoch < shape.epochs(); epoch++) {
      var reads = shape.slices().reads(node, chain.next());
      System.arraycopy(reads, 0, accesses, epoch * perEpoch, perEpoch);
    }
    return accesses;
  }
}
