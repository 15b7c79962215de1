package dev.sheaf.node.demo;

import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.gpu.ensemble.EnsembleRun;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.comparison.NodeApi;
import dev.sheaf.node.comparison.PolicyComparison;
import dev.sheaf.node.comparison.PolicyFigures;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** One demo, from an empty folder to its report; leaves nothing behind. */
public final class DemoRun {
  /** About what a member takes for a step on one core. */
  private static final long STEP_NANOS = 8_000_000;

  private static final String DATASET = "demo";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);

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
    try {
      var report = trained(settings, data);
      return report.beside(compare(data, report.dataset().samples()));
    } catch (NodeStartException e) {
      throw new DemoException(String.valueOf(e.getMessage()));
    }
  }

  private DemoReport trained(Settings settings, DemoData data)
      throws DemoException, IOException, NodeStartException {
    try (var node = SheafNode.start(settings)) {
      print.accept("decoder: " + node.decoderLabel() + "; origin: " + node.originLabel());
      return train(node, data);
    }
  }

  /** Reads the same data again with as many jobs under other policies, on nodes of their own. */
  private List<PolicyFigures> compare(DemoData data, long samples)
      throws IOException, NodeStartException {
    if (options.compared().isEmpty()) {
      return List.of();
    }
    var plan =
        new PolicyComparison.Plan(
            DATASET,
            data.train().toUri().toString(),
            Collections.nCopies(options.jobs(), 1.0),
            0,
            STEP_NANOS,
            options.epochs(),
            DemoMembers.batch(samples),
            options.cacheFraction(),
            options.seed(),
            options.compared());
    return new PolicyComparison(plan, ScratchSettings::of, print).run(folder);
  }

  private DemoReport train(SheafNode node, DemoData data) throws DemoException, IOException {
    var datasets = new DemoDatasets(node, print);
    var train = datasets.register(DATASET, data.train());
    var test = data.test() == null ? train : datasets.register("demo-test", data.test());
    var heldOut = data.test() == null ? DemoData.HELD_OUT_THOUSANDTHS : 0;
    var members = new DemoMembers(options, folder, train, test, heldOut);
    var assignments = new ArrayList<Assignment>();
    for (int number = 0; number < options.jobs(); number++) {
      submit(node, members.job(number));
      submit(node, members.test(number));
      assignments.add(members.assignment(number));
    }
    var reclaims = new DemoReclaims(node, options.seed(), print);
    var progress =
        new DemoProgress(members.trained(), () -> hitRatio(node), reclaims::takeHalf, print);
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
    var api = new NodeApi(node.apiAddress());
    return new DemoReporter(options, train, wall, job -> quality(api, job))
        .report(node, states(node), progress, ended)
        .with(reclaims.figures());
  }

  private static double quality(NodeApi api, String job) {
    try {
      return api.getJson("/v1/jobs/" + job + "/metrics")
          .path("shuffleQuality")
          .asDouble(Double.NaN);
    } catch (IOException unknown) {
      return Double.NaN;
    }
  }

  private void submit(SheafNode node, JobSpec spec) throws DemoException {
    var reply = ask(node, spec.name(), replyTo -> new JobCommand.Submit(spec, replyTo));
    if (!(reply instanceof JobReply.JobIs)) {
      throw new DemoException("the job " + spec.name() + " was not accepted: " + reply);
    }
  }

  private List<JobReply.JobIs> states(SheafNode node) throws DemoException {
    var states = new ArrayList<JobReply.JobIs>();
    for (int number = 0; number < options.jobs(); number++) {
      var name = DemoMembers.name(number);
      if (ask(node, name, JobCommand.Describe::new) instanceof JobReply.JobIs is) {
        states.add(is);
      }
    }
    return states;
  }

  private double hitRatio(SheafNode node) {
    try {
      return DemoReporter.hitRatio(states(node));
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

  static <T> T await(CompletionStage<T> stage) throws DemoException {
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
