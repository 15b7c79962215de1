package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.TaskProtocol.Command;
import dev.sheaf.policies.books.TaskProtocol.Effect;
import dev.sheaf.policies.books.TaskProtocol.Ending;
import dev.sheaf.policies.books.TaskProtocol.Outcome;
import dev.sheaf.policies.books.TaskProtocol.Reply;
import dev.sheaf.policies.books.TaskProtocol.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A fake: engines in virtual time, which take as long as they are told and keep what they do. */
final class VirtualEngines {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final TaskBook book;
  private final Work work;
  private final SortedMap<Long, List<Runnable>> agenda = new TreeMap<>();
  private final SortedMap<String, Integer> slots = new TreeMap<>();
  private final SortedMap<String, Integer> running = new TreeMap<>();
  private final SortedMap<String, TreeSet<Integer>> stopped = new TreeMap<>();
  final List<String> executed = new ArrayList<>();
  final SortedMap<String, Integer> outputs = new TreeMap<>();
  final SortedMap<String, Integer> atOnce = new TreeMap<>();
  final SortedMap<String, Outcome> outcomes = new TreeMap<>();
  long now;

  /** What comes of an attempt. */
  @FunctionalInterface
  interface Work {
    Result of(String task, int attempt, String engine);
  }

  record Result(Ending ending, long nanos) {
    static Result done(long nanos) {
      return new Result(Ending.DONE, nanos);
    }
  }

  VirtualEngines(TaskRules rules, Work work) {
    this.book = new TaskBook(rules);
    this.work = work;
  }

  TaskBook book() {
    return book;
  }

  void register(String engine, int count) {
    slots.put(engine, count);
    turn(new Command.Register(engine, count));
    turn(new Command.Pull(engine, count));
  }

  @Nullable Reply turn(Command command) {
    var reply = new ArrayList<Reply>();
    book.turn(command, now, reply::add).forEach(this::run);
    return reply.isEmpty() ? null : reply.getFirst();
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Run run -> begin(run);
      case Effect.Stop stop ->
          stopped.computeIfAbsent(stop.task(), first -> new TreeSet<>()).add(stop.attempt());
      case Effect.Report report -> outcomes.put(report.run(), report.outcome());
    }
  }

  private void begin(Effect.Run run) {
    executed.add(run.task());
    var now = running.merge(run.engine(), 1, Integer::sum);
    assertTrue(now <= slots.getOrDefault(run.engine(), 0), run + " is one too many");
    atOnce.merge(run.task(), 1, Integer::sum);
    var result = work.of(run.task(), run.attempt(), run.engine());
    at(this.now + result.nanos(), () -> end(run, result.ending()));
  }

  private void end(Effect.Run run, Ending ending) {
    running.merge(run.engine(), -1, Integer::sum);
    if (ending == Ending.DONE) {
      // Named by what it is made of: the second is the first.
      outputs.putIfAbsent(run.task(), run.attempt());
    }
    turn(new Command.Ended(run.task(), run.attempt(), ending));
    turn(new Command.Pull(run.engine(), 1));
  }

  private void at(long when, Runnable what) {
    agenda.computeIfAbsent(when, first -> new ArrayList<>()).add(what);
  }

  /** Lets time pass until all runs are over, or nothing would ever happen. */
  void settle(int runs) {
    while (outcomes.size() < runs) {
      var due = book.dueNanos(now);
      var next = agenda.isEmpty() ? Long.MAX_VALUE : agenda.firstKey();
      if (due.isPresent() && due.getAsLong() < next) {
        now = Math.max(now, due.getAsLong());
        turn(new Command.Assign());
      } else {
        assertTrue(next < Long.MAX_VALUE, "nothing will happen any more");
        now = next;
        agenda.remove(next).forEach(Runnable::run);
      }
    }
  }

  boolean wasStopped(String task, int attempt) {
    return stopped.getOrDefault(task, new TreeSet<>()).contains(attempt);
  }

  static List<Task> tasks(int count, long timeoutNanos, String... engines) {
    var tasks = new ArrayList<Task>();
    for (int i = 0; i < count; i++) {
      tasks.add(new Task("t%03d".formatted(i), List.of(), timeoutNanos, List.of(engines)));
    }
    return tasks;
  }
}
