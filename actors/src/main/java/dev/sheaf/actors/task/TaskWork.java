package dev.sheaf.actors.task;

import dev.sheaf.actors.task.TaskEngine.Result;
import dev.sheaf.policies.books.TaskProtocol.Ending;
import dev.sheaf.wire.task.TaskAnswer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has attempts done, each on a virtual thread: gathers, calls the engine, keeps what comes. */
final class TaskWork implements AutoCloseable {
  private final TaskShelf shelf;
  private final Map<String, TaskEngine> engines = new TreeMap<>();
  private final Map<String, AttemptCounts> counts = new TreeMap<>();
  private final Map<String, Held> loads = new HashMap<>();
  private final Map<Attempt, Thread> running = new ConcurrentHashMap<>();

  /** Why attempts did not go well, by task; the latest. */
  private final Map<String, String> reasons = new ConcurrentHashMap<>();

  private record Attempt(String task, int attempt) {}

  private record Held(TaskLoad load, int runs) {}

  TaskWork(TaskShelf shelf, List<TaskEngine> engines) {
    this.shelf = shelf;
    for (var engine : engines) {
      this.engines.put(engine.name(), engine);
      counts.put(engine.name(), new AttemptCounts());
    }
  }

  Map<String, TaskEngine> engines() {
    return engines;
  }

  TaskShelf shelf() {
    return shelf;
  }

  /** A run wants these; the first one's way to do a task is taken. */
  synchronized void hold(List<TaskLoad> wanted) {
    for (var load : wanted) {
      loads.merge(
          load.task(), new Held(load, 1), (held, more) -> new Held(held.load(), held.runs() + 1));
    }
  }

  /** A run wants these no more. */
  synchronized void release(List<TaskLoad> wanted) {
    for (var load : wanted) {
      loads.computeIfPresent(
          load.task(),
          (name, held) -> held.runs() == 1 ? null : new Held(held.load(), held.runs() - 1));
      if (!loads.containsKey(load.task())) {
        reasons.remove(load.task());
      }
    }
  }

  private synchronized @Nullable TaskLoad load(String task) {
    var held = loads.get(task);
    return held == null ? null : held.load();
  }

  /** Why the latest attempt at a task did not go well. */
  String reason(String task) {
    return reasons.getOrDefault(task, "");
  }

  /** Begins an attempt; {@code ended} is told once how it ended, by any thread. */
  void begin(String task, int attempt, String engine, Consumer<Ending> ended) {
    var key = new Attempt(task, attempt);
    var counted = Objects.requireNonNull(counts.get(engine), engine);
    counted.begin(attempt, running.keySet().stream().anyMatch(other -> other.task().equals(task)));
    var thread =
        Thread.ofVirtual()
            .name("task-" + attempt)
            .unstarted(() -> {
              var ending = Ending.INVOCATION;
              try {
                ending = attempt(task, engine);
              } catch (InterruptedException stopped) {
                ending = Ending.STOPPED;
              } catch (IOException failed) {
                reasons.put(task, String.valueOf(failed.getMessage()));
                ending = Ending.STORAGE;
              } finally {
                running.remove(key);
                counted.end(ending);
                ended.accept(ending);
              }
            });
    running.put(key, thread);
    thread.start();
  }

  /** What each engine's attempts came to. */
  Map<String, TaskCounts.ByEngine> counts() {
    var sums = new TreeMap<String, TaskCounts.ByEngine>();
    counts.forEach((engine, each) -> sums.put(engine, each.sum()));
    return sums;
  }

  /** Calls an attempt off, if it still runs. */
  void stop(String task, int attempt) {
    var thread = running.get(new Attempt(task, attempt));
    if (thread != null) {
      thread.interrupt();
    }
  }

  private Ending attempt(String task, String engine) throws IOException, InterruptedException {
    var load = load(task);
    var does = engines.get(engine);
    if (load == null || does == null) {
      return Ending.STOPPED;
    }
    if (load.rows().stream().allMatch(row -> shelf.has(load.chain(), row))) {
      return Ending.DONE;
    }
    var result = does.run(load.gathering().call(), load.payer());
    return switch (result) {
      case Result.Answered answered -> {
        load.picoUsd().add(answered.picoUsd());
        yield answered(load, answered.answer());
      }
      case Result.Lost lost -> {
        load.picoUsd().add(lost.picoUsd());
        yield because(task, lost.why(), Ending.INVOCATION);
      }
      case Result.Throttled throttled -> because(task, throttled.why(), Ending.THROTTLED);
    };
  }

  private Ending answered(TaskLoad load, TaskAnswer answer) throws IOException {
    return switch (answer) {
      case TaskAnswer.Done done -> {
        if (!List.copyOf(done.cells().keySet()).equals(load.rows())) {
          yield because(load.task(), "other rows came than were asked for", Ending.EXECUTION);
        }
        shelf.put(load.task(), load.chain(), done.cells());
        yield Ending.DONE;
      }
      case TaskAnswer.Failed failed -> because(load.task(), failed.why(), Ending.EXECUTION);
      case TaskAnswer.TooLarge large ->
          because(
              load.task(),
              "%d bytes do not fit through the engine".formatted(large.sizeBytes()),
              Ending.TOO_LARGE);
    };
  }

  private Ending because(String task, String why, Ending ending) {
    reasons.put(task, why);
    return ending;
  }

  @Override
  public void close() {
    running.values().forEach(Thread::interrupt);
    engines.values().forEach(TaskEngine::close);
  }
}
