package dev.sheaf.node.torture;

import dev.sheaf.node.child.ChildNode;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run: a cluster of three real nodes under load, one fault after the other, each taken back and
 * healed before the next.
 *
 * <p>Ctrl-C leaves nothing behind.
 */
public final class TortureRun {
  private static final int NODES = 3;
  private static final int SAMPLES = 480;
  private static final String KEY_ID = "AWS_ACCESS_KEY_ID";
  private static final String SECRET = "AWS_SECRET_ACCESS_KEY";

  private final TortureOptions options;
  private final Consumer<String> say;
  private final Map<FaultKind, String> skipped;
  private final List<FaultKind> kinds;
  private final Checker checker = new Checker();
  private final Tally tally = new Tally();
  private final Findings findings = new Findings();

  private TortureRun(TortureOptions options, Consumer<String> say) throws TortureException {
    var missing = JournalServer.whyNot();
    if (missing.isPresent()) {
      throw new TortureException(missing.get());
    }
    this.options = options;
    this.say = say;
    this.skipped = Feasible.whyNot(options.kinds());
    this.kinds = options.kinds().stream().filter(kind -> !skipped.containsKey(kind)).toList();
    if (kinds.isEmpty()) {
      throw new TortureException("nothing can be done here: " + skipped);
    }
  }

  /** What has to be installed before anything can run; empty when nothing has. */
  public static Optional<String> whyNot() {
    return JournalServer.whyNot();
  }

  /**
   * Runs it.
   *
   * @param say takes a line for each thing that is done
   */
  public static TortureReport run(TortureOptions options, Consumer<String> say)
      throws TortureException, IOException, InterruptedException {
    return new TortureRun(options, say).run();
  }

  private TortureReport run() throws TortureException, IOException, InterruptedException {
    var began = System.nanoTime();
    skipped.forEach((kind, why) -> say.accept("skipped " + kind.word() + ": " + why));
    try (var scratch = ScratchFolder.create("torture")) {
      // The journal's server runs as another user, and must come to its folder.
      Files.setPosixFilePermissions(scratch.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
      try (var journal = JournalServer.start(scratch.path().resolve("journal"));
          var store = store(scratch.path().resolve("store"))) {
        scratch.ends(journal.process());
        try (var cluster = new Cluster(NODES, terms(scratch, journal, store))) {
          try {
            drive(new Parts(cluster, store, journal), scratch.path());
          } finally {
            keepLogs(cluster);
          }
          return findings.report(
              options.seed(),
              checker,
              new Findings.Counts(
                  tally, skipped, cluster.flipped(), (System.nanoTime() - began) / 1e9));
        }
      }
    }
  }

  private void keepLogs(Cluster cluster) throws IOException {
    var to = options.logs();
    if (to != null) {
      Files.createDirectories(to);
      for (int i = 0; i < NODES; i++) {
        var log = cluster.folder(i).resolve(ChildNode.LOG);
        if (Files.exists(log)) {
          Files.copy(log, to.resolve("node-" + i + ".log"), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private record Parts(Cluster cluster, StoreLink store, JournalServer journal) {}

  private StoreLink store(Path folder) throws IOException {
    return kinds.contains(FaultKind.STORE)
        ? StoreLink.start(Files.createDirectories(folder))
        : StoreLink.none();
  }

  private Cluster.Terms terms(ScratchFolder scratch, JournalServer journal, StoreLink store) {
    var settings =
        new ArrayList<>(
            List.of("journal.url=" + journal.url(), "cache.memory=2 MiB", "cache.disk=2 MiB"));
    settings.addAll(store.settings());
    if (kinds.contains(FaultKind.RECLAIM)) {
      settings.addAll(
          List.of(
              "lambda.mode=local", "lambda.nodes=6", "lambda.memory=256 MiB", "lambda.code=2+1"));
    }
    return new Cluster.Terms(
        scratch.path(),
        settings,
        Map.of(KEY_ID, S3Server.KEY_ID, SECRET, S3Server.SECRET),
        kinds.contains(FaultKind.CLOCK),
        process -> scratch.ends(process));
  }

  private void drive(Parts parts, Path folder)
      throws TortureException, IOException, InterruptedException {
    var samples = Samples.make(SAMPLES, options.seed());
    var images = folder.resolve("images");
    samples.write(images);
    var objects = parts.store().bucket();
    if (objects.isPresent()) {
      samples.write(objects.get().resolve("images"));
    }
    begin(parts.cluster());
    var load = new Load(new Caller(parts.cluster(), checker, tally), options.seed());
    load.prepare(samples, images, objects.map(_ -> parts.store().uri()));
    load.start(kinds.contains(FaultKind.LEAVE) ? NODES : 0);
    say.accept("three nodes are up and under load; seed " + options.seed());
    var watch = new JournalWatch(checker);
    faults(parts, load, watch);
    load.end();
    load.check();
    look(watch, parts.journal());
  }

  private static void begin(Cluster cluster) throws TortureException {
    try {
      cluster.start(cluster.down());
    } catch (IOException failed) {
      throw new TortureException(
          "%s; --logs DIR keeps what it said, and on a busy machine it may have had no time"
              .formatted(failed.getMessage()));
    }
  }

  private void faults(Parts parts, Load load, JournalWatch watch)
      throws IOException, InterruptedException {
    var plan = new FaultPlan(options.seed(), kinds, NODES);
    var ordeal = new Ordeal(new Ordeal.Parts(parts.cluster(), parts.store(), load), findings, say);
    var turns = turns(plan);
    try {
      ordeal.prepare();
      while (turns.hasNext()) {
        ordeal.suffer(turns.next());
        load.check();
        look(watch, parts.journal());
      }
    } catch (TimeoutException | IOException unhealed) {
      checker.breaks(Promise.STUCK, "not healed: " + unhealed.getMessage());
    }
  }

  private Iterator<List<Fault>> turns(FaultPlan plan) {
    var each = IntStream.iterate(0, i -> i + 1).mapToObj(i -> List.of(plan.fault(i)));
    return switch (options.extent()) {
      case Extent.Brief _ -> plan.packed().iterator();
      case Extent.Rounds(int count) -> each.limit((long) count * kinds.size()).iterator();
      case Extent.Minutes(double count) -> {
        var end = System.nanoTime() + (long) (count * 60e9);
        yield each.takeWhile(_ -> System.nanoTime() - end < 0).iterator();
      }
    };
  }

  private void look(JournalWatch watch, JournalServer journal) throws IOException {
    try {
      watch.look(journal.url());
    } catch (SQLException failed) {
      throw new IOException("the journal cannot be read: " + failed.getMessage(), failed);
    }
  }
}
