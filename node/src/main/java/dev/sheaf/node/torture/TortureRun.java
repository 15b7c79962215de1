package dev.sheaf.node.torture;

import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

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
        var log = cluster.folder(i).resolve(NodeChild.LOG);
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
        process -> scratch.ends(process));
  }

  private void drive(Parts parts, Path folder) throws IOException, InterruptedException {
    var samples = Samples.make(SAMPLES, options.seed());
    var images = folder.resolve("images");
    samples.write(images);
    var objects = parts.store().bucket();
    if (objects.isPresent()) {
      samples.write(objects.get().resolve("images"));
    }
    startAll(parts.cluster());
    var load = new Load(new Caller(parts.cluster(), checker, tally), options.seed());
    load.prepare(samples, images, objects.map(_ -> parts.store().uri()));
    load.start();
    say.accept("three nodes are up and under load; seed " + options.seed());
    var watch = new JournalWatch(checker);
    faults(parts, load, watch);
    load.end();
    load.checkStates();
    look(watch, parts.journal());
  }

  private void startAll(Cluster cluster) throws IOException {
    cluster.start(0);
    var second = CompletableFuture.runAsync(() -> unchecked(cluster, 1));
    unchecked(cluster, 2);
    try {
      second.join();
    } catch (CompletionException failed) {
      throw new IOException(failed);
    }
  }

  private static void unchecked(Cluster cluster, int node) {
    try {
      cluster.start(node);
    } catch (IOException failed) {
      throw new CompletionException(failed);
    }
  }

  private void faults(Parts parts, Load load, JournalWatch watch)
      throws IOException, InterruptedException {
    var plan = new FaultPlan(options.seed(), kinds, NODES);
    var inflicting = new Inflicting(parts.cluster(), parts.store());
    var healing = new Healing(parts.cluster(), load);
    var end = System.nanoTime() + (long) (options.minutes() * 60e9);
    try {
      healing.heal();
      for (int i = 0; goesOn(i, end); i++) {
        var fault = plan.fault(i);
        var kind = label(fault, parts.cluster());
        load.probes().forget();
        var now = System.nanoTime();
        parts.cluster().suspect(Inflicting.suspects(fault));
        inflicting.inflict(fault, () -> load.probes().allAnswerSince(now + 1_000_000_000L));
        var over = System.nanoTime();
        var silent = load.probes().silent();
        if (!silent.isEmpty()) {
          say.accept("  silent when the fault was taken back: " + String.join(", ", silent));
        }
        healing.heal();
        var back = load.probes().backAfter(now, over);
        findings.note(kind, back, load.probes().goneWhileHealing(over));
        load.checkStates();
        look(watch, parts.journal());
        say.accept(
            "%s: %d of the entities were gone, %s; healed after %.1f s"
                .formatted(
                    fault.text(), back.size(), longest(back), (System.nanoTime() - now) / 1e9));
      }
    } catch (TimeoutException | IOException unhealed) {
      checker.breaks(Promise.STUCK, "not healed: " + unhealed.getMessage());
    }
  }

  private boolean goesOn(int done, long end) {
    return options.minutes() == 0 ? done < kinds.size() : System.nanoTime() - end < 0;
  }

  /** The oldest member hosts the coordinator of the shards: its loss takes longer. */
  private static String label(Fault fault, Cluster cluster) {
    return fault.kind() == FaultKind.KILL && fault.victim() == cluster.oldest()
        ? "kill (coordinator)"
        : fault.kind().word();
  }

  private static String longest(List<Double> seconds) {
    return seconds.stream()
        .max(Double::compare)
        .map(most -> "for %.1f s at most".formatted(most))
        .orElse("not one");
  }

  private void look(JournalWatch watch, JournalServer journal) throws IOException {
    try {
      watch.look(journal.url());
    } catch (SQLException failed) {
      throw new IOException("the journal cannot be read: " + failed.getMessage(), failed);
    }
  }
}
