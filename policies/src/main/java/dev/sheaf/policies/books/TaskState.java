package dev.sheaf.policies.books;

import dev.sheaf.policies.books.TaskProtocol.Ending;
import dev.sheaf.policies.books.TaskProtocol.Event;
import dev.sheaf.policies.books.TaskProtocol.Outcome;
import dev.sheaf.policies.books.TaskProtocol.Task;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a {@link TaskBook} knows: runs, their tasks, attempts, and engines. */
final class TaskState {
  /** Runs that are over are remembered for as long as there are no more than these. */
  static final int MOST_ENDED = 256;

  private final SortedMap<String, Run> runs = new TreeMap<>();
  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private final SortedMap<Long, Entry> queue = new TreeMap<>();

  /** Of the queue, those that once had to wait. */
  private final SortedMap<Long, Entry> resting = new TreeMap<>();

  private final SortedMap<String, Engine> engines = new TreeMap<>();
  private final Map<AttemptKey, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, TaskFigures> ended = new LinkedHashMap<>();
  private long submitted;

  /** A run that is not over. */
  static final class Run {
    final String name;
    final long untilNanos;
    final SortedSet<String> tasks = new TreeSet<>();
    int left;

    private Run(String name, long untilNanos) {
      this.name = name;
      this.untilNanos = untilNanos;
    }
  }

  /** A task that some run wants. */
  static final class Entry {
    final Task task;
    final long place;
    final SortedSet<String> runs = new TreeSet<>();
    final SortedSet<String> readers = new TreeSet<>();
    final SortedSet<String> barred = new TreeSet<>();
    final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
    int waitsFor;
    boolean queued;
    long notBeforeNanos;
    int lastAttempt;
    int begun;
    int running;
    int doubles;
    boolean done;

    private Entry(Task task, long place) {
      this.task = task;
      this.place = place;
    }

    int failures() {
      return failures(Ending.INVOCATION)
          + failures(Ending.THROTTLED)
          + failures(Ending.STORAGE)
          + failures(Ending.STOPPED);
    }

    int failures(Ending ending) {
      return endings.getOrDefault(ending, 0);
    }
  }

  /** An engine, and how much more it wants. */
  static final class Engine {
    int slots;
    int running;
    int credits;

    int free() {
      return Math.min(credits, slots - running);
    }
  }

  /** Which attempt. */
  record AttemptKey(String task, int attempt) {}

  /** An attempt that has a slot. */
  static final class Attempt {
    final AttemptKey key;
    final String engine;
    final long deadlineNanos;
    boolean noticed;

    private Attempt(AttemptKey key, String engine, long deadlineNanos) {
      this.key = key;
      this.engine = engine;
      this.deadlineNanos = deadlineNanos;
    }
  }

  void apply(Event event) {
    switch (event) {
      case Event.RunBegun begun -> begin(begun);
      case Event.EngineIs is -> engine(is.engine()).slots = is.slots();
      case Event.Credited credited -> {
        var engine = engine(credited.engine());
        engine.credits = Math.min(engine.slots, engine.credits + credited.credits());
      }
      case Event.Started started -> start(started);
      case Event.Doubled doubled -> {
        notice(doubled.task(), doubled.attempt());
        var entry = known(doubled.task());
        entry.doubles++;
        enqueue(entry, 0);
      }
      case Event.LeftAlone alone -> notice(alone.task(), alone.attempt());
      case Event.Left left -> leave(left);
      case Event.Requeued requeued -> enqueue(known(requeued.task()), requeued.notBeforeNanos());
      case Event.Barred barred -> known(barred.task()).barred.add(barred.engine());
      case Event.TaskDone done -> finish(known(done.task()));
      case Event.RunEnded over -> end(over);
    }
  }

  private void begin(Event.RunBegun begun) {
    var run = new Run(begun.run(), begun.untilNanos());
    runs.put(begun.run(), run);
    for (var task : begun.tasks()) {
      var entry = entries.get(task.name());
      if (entry == null) {
        entry = add(task);
      }
      entry.runs.add(begun.run());
      if (run.tasks.add(task.name()) && !entry.done) {
        run.left++;
      }
    }
  }

  private Entry add(Task task) {
    var entry = new Entry(task, submitted++);
    entries.put(task.name(), entry);
    for (var key : attempts.keySet()) {
      if (key.task().equals(task.name())) {
        // It was begun for a run that is over, and may still be the one that finishes.
        entry.lastAttempt = Math.max(entry.lastAttempt, key.attempt());
        entry.running++;
      }
    }
    for (var before : task.after()) {
      var other = known(before);
      if (!other.done && other.readers.add(task.name())) {
        entry.waitsFor++;
      }
    }
    if (entry.waitsFor == 0) {
      enqueue(entry, 0);
    }
    return entry;
  }

  private void enqueue(Entry entry, long notBeforeNanos) {
    entry.queued = true;
    entry.notBeforeNanos = notBeforeNanos;
    queue.put(entry.place, entry);
    if (notBeforeNanos > 0) {
      resting.put(entry.place, entry);
    }
  }

  private void unqueue(Entry entry) {
    entry.queued = false;
    queue.remove(entry.place);
    resting.remove(entry.place);
  }

  private void start(Event.Started started) {
    var entry = known(started.task());
    unqueue(entry);
    entry.lastAttempt = started.attempt();
    entry.begun++;
    entry.running++;
    var engine = engine(started.engine());
    engine.running++;
    engine.credits--;
    var key = new AttemptKey(started.task(), started.attempt());
    attempts.put(key, new Attempt(key, started.engine(), started.deadlineNanos()));
  }

  private void notice(String task, int attempt) {
    var late = attempts.get(new AttemptKey(task, attempt));
    if (late != null) {
      late.noticed = true;
    }
  }

  private void leave(Event.Left left) {
    var attempt = attempts.remove(new AttemptKey(left.task(), left.attempt()));
    if (attempt != null) {
      engine(attempt.engine).running--;
    }
    var entry = entries.get(left.task());
    if (entry != null) {
      entry.running--;
      if (!entry.done) {
        entry.endings.merge(left.ending(), 1, Integer::sum);
      }
    }
  }

  private void finish(Entry entry) {
    entry.done = true;
    unqueue(entry);
    entry.runs.forEach(name -> run(name).left--);
    release(entry);
  }

  private void release(Entry entry) {
    for (var reader : entry.readers) {
      var waiting = entries.get(reader);
      if (waiting != null && --waiting.waitsFor == 0) {
        enqueue(waiting, 0);
      }
    }
  }

  private void end(Event.RunEnded over) {
    var run = run(over.run());
    ended.put(over.run(), figures(run, over.outcome()));
    if (ended.size() > MOST_ENDED) {
      ended.remove(ended.keySet().iterator().next());
    }
    runs.remove(over.run());
    for (var name : run.tasks) {
      var entry = known(name);
      entry.runs.remove(over.run());
      if (entry.runs.isEmpty()) {
        unqueue(entry);
        entries.remove(name);
        if (!entry.done) {
          // Who still waits for it belongs to another run, and finds out by itself what is missing.
          release(entry);
        }
      }
    }
  }

  private Engine engine(String name) {
    return engines.computeIfAbsent(name, first -> new Engine());
  }

  private Entry known(String task) {
    var entry = entries.get(task);
    if (entry == null) {
      throw new IllegalArgumentException("an event is of task " + task + ", which no run has");
    }
    return entry;
  }

  private Run run(String name) {
    var run = runs.get(name);
    if (run == null) {
      throw new IllegalArgumentException("an event is of run " + name + ", which is not there");
    }
    return run;
  }

  @Nullable Run findRun(String name) {
    return runs.get(name);
  }

  @Nullable Entry find(String task) {
    return entries.get(task);
  }

  @Nullable Attempt attempt(String task, int attempt) {
    return attempts.get(new AttemptKey(task, attempt));
  }

  boolean hasEngine(String name) {
    return engines.containsKey(name);
  }

  /** Engines in order of name. */
  SortedMap<String, Engine> engines() {
    return engines;
  }

  /** Tasks that could begin, the first submitted first. */
  Iterable<Entry> queue() {
    return queue.values();
  }

  /** Of these, those that may still have to wait. */
  Iterable<Entry> resting() {
    return resting.values();
  }

  /** Attempts that have a slot, in the order in which they began. */
  Iterable<Attempt> attempts() {
    return attempts.values();
  }

  /** Attempts at one task. */
  List<Attempt> attemptsAt(String task) {
    return attempts.values().stream().filter(each -> each.key.task().equals(task)).toList();
  }

  /** Runs that are not over. */
  List<Run> runs() {
    return new ArrayList<>(runs.values());
  }

  /** How far a run is, or was when it ended. */
  @Nullable TaskFigures figures(String name) {
    var run = runs.get(name);
    return run == null ? ended.get(name) : figures(run, null);
  }

  private TaskFigures figures(Run run, @Nullable Outcome outcome) {
    int running = 0;
    int begun = 0;
    int doubles = 0;
    int failures = 0;
    for (var name : run.tasks) {
      var entry = known(name);
      running += entry.running;
      begun += entry.begun;
      doubles += entry.doubles;
      failures += entry.failures() + entry.failures(Ending.EXECUTION);
    }
    var tasks = run.tasks.size();
    return new TaskFigures(tasks, tasks - run.left, running, begun, doubles, failures, outcome);
  }
}
