package dev.sheaf.node.demo;

import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.DatasetException;
import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.gpu.ensemble.EnsembleRun;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** One demo, from an empty folder to its report; leaves nothing behind. */
public final class DemoRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BATCH = 64;
  private static final int SMALL_BATCH = 16;

  /** Below this many samples, eight batches of the usual size would be much of an epoch. */
  private static final long SMALL_DATASET = 20_000;

  private static final int SIDE = 32;

  /** Of every member: those of one size go at one speed, and share what they read best. */
  private static final int WIDTH = 16;

  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);

  private final DemoOptions options;
  private final Path folder;
  private final Consumer<String> print;
  private final long began = System.nanoTime();

  private DemoRun(DemoOptions options, Path folder, Consumer<String> print) {
    this.options = options;
    this.folder = folder;
    this.print = print;
  }

  /**
   * Runs a demo.
   *
   * @param print hears what happens, a line at a time
   * @throws DemoException when the data or the node are not fit for it
   */
  public static DemoReport run(DemoOptions options, Consumer<String> print)
      throws DemoException, IOException {
    try (var scratch = ScratchFolder.create("demo")) {
      return new DemoRun(options, scratch.path(), print).run();
    }
  }

  private DemoReport run() throws DemoException, IOException {
    var data = DemoData.find(options, folder, print);
    var settings = DemoSettings.of(options, folder, data);
    try (var node = SheafNode.start(settings)) {
      print.accept("decoder: " + node.decoderLabel() + "; origin: " + node.originLabel());
      return train(node, data);
    } catch (NodeStartException e) {
      throw new DemoException(String.valueOf(e.getMessage()));
    }
  }

  private DemoReport train(SheafNode node, DemoData data) throws DemoException, IOException {
    var train = register(node, "demo", data.train());
    var test = data.test() == null ? train : register(node, "demo-test", data.test());
    var heldOut = data.test() == null ? DemoData.HELD_OUT_THOUSANDTHS : 0;
    var assignments = new ArrayList<Assignment>();
    for (int member = 0; member < options.jobs(); member++) {
      assignments.add(member(node, member, new Sets(train, test, heldOut)));
    }
    var progress =
        new DemoProgress(
            (train.samples() - train.samples() * heldOut / 1000)
                * options.jobs()
                * options.epochs(),
            () -> hitRatio(node),
            print);
    var outcome = new CompletableFuture<EnsembleRun.Outcome>();
    node.spawn(
        EnsembleRun.create(
            assignments, options.jobs(), node.gpuPorts(), progress::on, outcome::complete),
        "demo-ensemble");
    var ended = await(outcome);
    if (!ended.failures().isEmpty()) {
      throw new DemoException(String.join("; ", ended.failures().values()));
    }
    node.flushCounters();
    var wall = (System.nanoTime() - began) / 1e9;
    return new DemoReporter(options, train, wall)
        .report(node, states(node, "member-"), progress, ended);
  }

  private record Sets(DatasetEntry train, DatasetEntry test, int heldOut) {}

  private DatasetEntry register(SheafNode node, String name, Path place)
      throws DemoException, IOException {
    var indexer = new DatasetIndexer(node.storage().origin(), node.storage().manifests());
    print.accept("indexing " + place);
    var entry = index(indexer, name, place);
    if (entry.classes().size() < 2) {
      throw new DemoException(
          place + " has fewer than two classes: give a folder with a folder of images per class");
    }
    if (!entry.note().isEmpty()) {
      print.accept(entry.note());
    }
    var catalog = node.entities().of(CATALOG, CatalogCommand.ID);
    await(
        AskPattern.<CatalogCommand, CatalogReply>ask(
            catalog,
            replyTo -> new CatalogCommand.RegisterDataset(entry, replyTo),
            PATIENCE,
            node.system().scheduler()));
    print.accept(
        "%s: %,d samples in %d classes, %,d packages"
            .formatted(name, entry.samples(), entry.classes().size(), entry.packages()));
    return entry;
  }

  private static DatasetEntry index(DatasetIndexer indexer, String name, Path place)
      throws DemoException, IOException {
    try {
      return indexer.index(indexer.pass(place.toUri()), name, "auto");
    } catch (DatasetException unfit) {
      throw new DemoException(unfit.getMessage() + ": " + unfit.hint());
    } catch (OriginException unreadable) {
      throw new DemoException(String.valueOf(unreadable.getMessage()));
    }
  }

  private Assignment member(SheafNode node, int number, Sets sets) throws DemoException {
    var name = "member-" + (number + 1);
    var batch = batchOf(sets.train());
    submit(node, spec(name, sets.train(), batch, options.epochs(), sets.heldOut(), false));
    submit(node, spec(name + ".test", sets.test(), batch, 1, sets.heldOut(), sets.heldOut() > 0));
    var steps = sets.train().samples() / batch * options.epochs() + 1;
    return new Assignment(
        name,
        name,
        1,
        options.epochs(),
        batch,
        new ModelSpec("cnn", WIDTH, sets.train().classes().size()),
        new TrainingSpec(
            TrainingSpec.Optimizer.SGD,
            number % 2 == 0 ? 0.05 : 0.035,
            0.9,
            5e-4,
            TrainingSpec.Schedule.COSINE,
            steps,
            Math.min(100, steps / 10),
            options.seed() + number),
        new Augmentation.Size(SIDE, SIDE),
        new Augmentation(
            4, sets.train().format().equals("cifar") || !isMade(), options.seed() + number),
        folder.resolve(name + ".checkpoint"),
        name + ".test");
  }

  private static int batchOf(DatasetEntry dataset) {
    return dataset.samples() < SMALL_DATASET ? SMALL_BATCH : BATCH;
  }

  /** Made shapes differ from their mirror image. */
  private boolean isMade() {
    return options.data() == null;
  }

  /** One seed for all, so that members hold out the same samples; what they learn differs. */
  private JobSpec spec(
      String name, DatasetEntry dataset, int batch, int epochs, int share, boolean heldOut) {
    return new JobSpec(
        name,
        dataset.version(),
        Contract.SUBSTITUTE,
        batch,
        epochs,
        1,
        options.seed(),
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        share,
        heldOut,
        0);
  }

  private void submit(SheafNode node, JobSpec spec) throws DemoException {
    var reply = ask(node, spec.name(), replyTo -> new JobCommand.Submit(spec, replyTo));
    if (!(reply instanceof JobReply.JobIs)) {
      throw new DemoException("the job " + spec.name() + " was not accepted: " + reply);
    }
  }

  private List<JobReply.JobIs> states(SheafNode node, String prefix) throws DemoException {
    var states = new ArrayList<JobReply.JobIs>();
    for (int member = 1; member <= options.jobs(); member++) {
      if (ask(node, prefix + member, JobCommand.Describe::new) instanceof JobReply.JobIs is) {
        states.add(is);
      }
    }
    return states;
  }

  private double hitRatio(SheafNode node) {
    try {
      return DemoReporter.hitRatio(states(node, "member-"));
    } catch (DemoException unknown) {
      return 0;
    }
  }

  private static JobReply ask(
      SheafNode node,
      String job,
      Function<akka.actor.typed.ActorRef<JobReply>, JobMessage> question)
      throws DemoException {
    return await(
        AskPattern.<JobMessage, JobReply>ask(
            node.entities().of(JOBS, job), question::apply, PATIENCE, node.system().scheduler()));
  }

  private static <T> T await(CompletionStage<T> stage) throws DemoException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new DemoException(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted");
    }
  }
}
