package dev.sheaf.actors.task;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.policies.books.TaskFigures;
import dev.sheaf.policies.books.TaskProtocol.Outcome;
import dev.sheaf.policies.books.TaskProtocol.Task;
import dev.sheaf.policies.books.TaskRules;
import dev.sheaf.policies.task.StageGraph;
import dev.sheaf.policies.task.StageGraph.Checked;
import dev.sheaf.policies.task.StageGraph.Flaw;
import dev.sheaf.policies.task.TaskPlan;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** The runs of a node: each is looked at, planned, and given to the {@link TaskDesk}. */
public final class TaskRuns implements TaskDoor, AutoCloseable {
  /** The most runs that are under way at once. */
  public static final int MOST_RUNS = 64;

  /** The most rows of one run. */
  public static final int MOST_ROWS = 1_000_000;

  private static final int MOST_SHOWN = 256;

  /** Of rows that are given out at once, beside the first. */
  private static final long MOST_BYTES = 16L << 20;

  /** Of encoded rows: what fits through any engine, inline. */
  private static final long TASK_BYTES = 4L << 20;

  private final Ports ports;
  private final TaskWork work;
  private final ActorRef<TaskDesk.Message> desk;
  private final SortedMap<String, TaskRun> runs = new TreeMap<>();
  private final ArrayList<String> over = new ArrayList<>();
  private final LongAdder begun = new LongAdder();
  private final LongAdder memoHits = new LongAdder();
  private long made;

  /** Where runs read, and what does them. */
  public record Ports(
      Manifests manifests,
      SampleReader reader,
      Origin origin,
      TaskShelf shelf,
      List<TaskEngine> engines) {
    /** Ports that own their list. */
    public Ports {
      engines = List.copyOf(engines);
    }
  }

  private TaskRuns(Ports ports, TaskWork work, ActorRef<TaskDesk.Message> desk) {
    this.ports = ports;
    this.work = work;
    this.desk = desk;
  }

  /** Opens the door of a node. */
  public static TaskRuns start(ActorSystem<?> system, Ports ports, long seed) {
    var work = new TaskWork(ports.shelf(), ports.engines());
    var desk =
        system.systemActorOf(
            TaskDesk.create(TaskRules.standard(Draw.draw(seed, "tasks")), work),
            "task-desk",
            Props.empty());
    return new TaskRuns(ports, work, desk);
  }

  @Override
  public Answer begin(Wish wish) {
    var checked =
        StageGraph.check(wish.stages(), !(wish.source() instanceof TaskDoor.Source.Samples));
    return switch (checked) {
      case Checked.Flawed(var flaws) -> new Answer.Refused(flaws);
      case Checked.Sound(var graph) -> {
        var flaws = flaws(wish, graph);
        if (!flaws.isEmpty()) {
          yield new Answer.Refused(flaws);
        }
        try {
          yield begin(wish, graph, ports.manifests().open(wish.source().version()));
        } catch (IOException notHere) {
          yield new Answer.Refused(
              List.of(
                  new Flaw("dataset", String.valueOf(notHere.getMessage()), "one that is here")));
        }
      }
    };
  }

  private List<Flaw> flaws(Wish wish, StageGraph graph) {
    var flaws = new ArrayList<Flaw>();
    for (int i = 0; i < wish.engines().size(); i++) {
      if (!work.engines().containsKey(wish.engines().get(i))) {
        flaws.add(
            new Flaw(
                "engines[%d]".formatted(i),
                wish.engines().get(i),
                "one of %s: this node has no other".formatted(String.join(", ", engines()))));
      }
    }
    if (flaws.isEmpty() && may(wish, graph).isEmpty()) {
      flaws.add(
          new Flaw(
              "engines",
              wish.engines().isEmpty() ? "all" : String.join(", ", wish.engines()),
              "engines with a native decoder, or decoder portable"));
    }
    return flaws;
  }

  /** The engines that can do it. */
  private List<String> may(Wish wish, StageGraph graph) {
    var needsNative =
        graph.stages().stream().anyMatch(stage -> "native".equals(stage.params().get("decoder")));
    var asked = wish.engines().isEmpty() ? engines() : wish.engines();
    return asked.stream()
        .distinct()
        .filter(name -> {
          var engine = work.engines().get(name);
          return engine != null && (!needsNative || engine.decodesNatively());
        })
        .toList();
  }

  private Answer begin(Wish wish, StageGraph graph, Manifest manifest) {
    var opening = new TaskOpening(manifest, ports, work.shelf());
    var flaw = opening.look(wish);
    if (flaw.isPresent()) {
      return new Answer.Refused(List.of(flaw.get()));
    }
    TaskRun run;
    synchronized (runs) {
      var underWay = runs.values().stream().filter(each -> !each.isOver()).count();
      if (underWay >= MOST_RUNS) {
        return new Answer.Full((int) underWay);
      }
      var name = wish.name().isEmpty() ? "run-" + ++made : wish.name();
      var there = runs.get(name);
      if (there != null && !there.isOver()) {
        return new Answer.NameTaken(name);
      }
      run = new TaskRun(name, wish, graph);
      over.remove(name);
      runs.put(name, run);
    }
    begun.increment();
    Thread.ofVirtual().name("tasks of " + run.name).start(() -> drive(run, opening));
    return new Answer.Begun(run.view(TaskFigures.NOTHING_TO_DO));
  }

  private void drive(TaskRun run, TaskOpening opening) {
    try {
      if (opening.needsIndex()) {
        run.phase = Phase.INDEXING;
        var index = opening.index(run);
        if (!ended(run, done(run.name + "/index", List.of(index), run, List.of()))) {
          return;
        }
        run.phase = Phase.RUNNING;
      }
      var source = opening.open();
      var wanted = wanted(run.wish.rows(), source.layout().rows());
      var chains = run.graph.chains(source.identity());
      var planned = TaskPlan.of(chains, source.layout(), wanted, work.shelf()::has, TASK_BYTES);
      run.source = source;
      run.chains = chains;
      run.wanted = wanted;
      run.known =
          (long) wanted.size() * run.graph.results().size()
              - planned.stream()
                  .filter(task -> task.chain().wanted())
                  .mapToLong(task -> task.rows().size())
                  .sum();
      memoHits.add(run.known);
      var gathering = new TaskGathering(source, chains, work.shelf());
      var loads =
          planned.stream()
              .map(task ->
                  new TaskLoad(
                      task.name(),
                      task.chain().hash(),
                      task.rows(),
                      () -> gathering.call(task, run.wish.payer()),
                      run.wish.payer(),
                      run.picoUsd))
              .toList();
      var after = planned.stream().map(TaskPlan.PlannedTask::after).toList();
      if (ended(run, done(run.name, loads, run, after))) {
        finish(run, Phase.DONE, "");
      }
    } catch (IOException | RuntimeException failed) {
      finish(run, Phase.FAILED, String.valueOf(failed.getMessage()));
    } catch (InterruptedException stopped) {
      finish(run, Phase.CANCELLED, "the node is stopping");
      Thread.currentThread().interrupt();
    }
  }

  /** Has tasks done and waits for it; what failed is said in words. */
  private Outcome done(String name, List<TaskLoad> loads, TaskRun run, List<List<String>> after)
      throws InterruptedException {
    work.hold(loads);
    try {
      var may = may(run.wish, run.graph);
      var tasks = new ArrayList<Task>();
      for (int i = 0; i < loads.size(); i++) {
        var before = after.isEmpty() ? List.<String>of() : after.get(i);
        tasks.add(new Task(loads.get(i).task(), before, run.wish.timeoutNanos(), may));
      }
      var outcome = new CompletableFuture<Outcome>();
      desk.tell(new TaskDesk.Message.Begin(name, tasks, run.wish.patienceNanos(), outcome));
      if (run.calledOff) {
        // Whoever called it off may have done so before the desk knew of it.
        desk.tell(new TaskDesk.Message.Cancel(name));
      }
      var is = outcome.get();
      if (is instanceof Outcome.Failed failed) {
        run.why = words(failed);
      }
      run.last = figures(name).orElse(TaskFigures.NOTHING_TO_DO);
      return is;
    } catch (ExecutionException broken) {
      throw new IllegalStateException(String.valueOf(broken.getCause()), broken);
    } finally {
      work.release(loads);
    }
  }

  private String words(Outcome.Failed failed) {
    var why = work.reason(failed.task());
    return switch (failed.ending()) {
      case EXECUTION -> "an op failed: " + why;
      case TOO_LARGE -> "no engine takes a task so large: " + why + "; use a smaller fanOut";
      default -> "given up after %d attempts: %s".formatted(failed.attempts(), why);
    };
  }

  private boolean ended(TaskRun run, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> true;
      case Outcome.Failed failed -> finish(run, Phase.FAILED, run.why);
      case Outcome.TooLate late ->
          finish(run, Phase.FAILED, "%d tasks were not done in time".formatted(late.left()));
      case Outcome.Cancelled cancelled -> finish(run, Phase.CANCELLED, "");
    };
  }

  private boolean finish(TaskRun run, Phase phase, String why) {
    synchronized (runs) {
      run.why = why;
      run.phase = phase;
      if (runs.get(run.name) == run) {
        over.add(run.name);
        while (over.size() > MOST_SHOWN) {
          runs.remove(over.removeFirst());
        }
      }
    }
    return false;
  }

  private static List<Long> wanted(Rows rows, long count) throws IOException {
    var last = rows.last() < 0 ? count - 1 : rows.last();
    if (last >= count || rows.first() > last) {
      throw new IOException(
          "rows must be 0..%d but were %d..%d".formatted(count - 1, rows.first(), last));
    }
    var many = (last - rows.first()) / rows.step() + 1;
    if (many > MOST_ROWS) {
      throw new IOException(
          "a run has at most %d rows but %d were wanted".formatted(MOST_ROWS, many));
    }
    return LongStream.range(0, many).mapToObj(i -> rows.first() + i * rows.step()).toList();
  }

  private Optional<TaskFigures> figures(String name) {
    var figures = new CompletableFuture<Optional<TaskFigures>>();
    desk.tell(new TaskDesk.Message.Show(name, figures));
    return figures.join();
  }

  @Override
  public Optional<View> find(String name) {
    TaskRun run;
    synchronized (runs) {
      run = runs.get(name);
    }
    return run == null ? Optional.empty() : Optional.of(view(run));
  }

  private View view(TaskRun run) {
    var last = run.last;
    var figures =
        run.isOver() && last != null ? last : figures(run.name).orElse(TaskFigures.NOTHING_TO_DO);
    return run.view(figures);
  }

  @Override
  public List<View> list() {
    List<TaskRun> all;
    synchronized (runs) {
      all = new ArrayList<>(runs.values());
    }
    return all.stream().map(this::view).toList();
  }

  @Override
  public boolean cancel(String name) {
    synchronized (runs) {
      var run = runs.get(name);
      if (run == null) {
        return false;
      }
      run.calledOff = true;
    }
    desk.tell(new TaskDesk.Message.Cancel(name + "/index"));
    desk.tell(new TaskDesk.Message.Cancel(name));
    return true;
  }

  @Override
  public Optional<List<ResultRow>> rows(String name, String stage, long from, int count) {
    TaskRun run;
    synchronized (runs) {
      run = runs.get(name);
    }
    var source = run == null ? null : run.source;
    if (run == null || source == null) {
      return Optional.empty();
    }
    var chain = run.result(stage).orElseThrow();
    var found = new ArrayList<ResultRow>();
    var to = Math.min(run.wanted.size(), from + count);
    var bytes = 0L;
    for (long i = from; i < to && bytes < MOST_BYTES; i++) {
      var row = run.wanted.get((int) i);
      var cell = work.shelf().get(chain.hash(), row);
      if (cell.isEmpty()) {
        return Optional.empty();
      }
      bytes += cell.get().bytes().length;
      found.add(new ResultRow(row, source.label(row), cell.get(), chain.steps().size() == 1));
    }
    return Optional.of(List.copyOf(found));
  }

  @Override
  public TaskCounts counts() {
    long underWay;
    synchronized (runs) {
      underWay = runs.values().stream().filter(each -> !each.isOver()).count();
    }
    return new TaskCounts(begun.sum(), underWay, memoHits.sum(), work.counts());
  }

  @Override
  public List<String> engines() {
    return List.copyOf(work.engines().keySet());
  }

  @Override
  public void close() {
    work.close();
  }
}
