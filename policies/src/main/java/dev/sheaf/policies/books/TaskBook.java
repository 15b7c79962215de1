package dev.sheaf.policies.books;

import dev.sheaf.policies.books.TaskProtocol.Command;
import dev.sheaf.policies.books.TaskProtocol.Effect;
import dev.sheaf.policies.books.TaskProtocol.Ending;
import dev.sheaf.policies.books.TaskProtocol.Event;
import dev.sheaf.policies.books.TaskProtocol.Outcome;
import dev.sheaf.policies.books.TaskProtocol.Reply;
import dev.sheaf.policies.books.TaskProtocol.Task;
import dev.sheaf.policies.books.TaskState.Attempt;
import dev.sheaf.policies.books.TaskState.Entry;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands tasks to engines until all of a run are done.
 *
 * <pre>
 *   waiting ─ all before it done ─► queued ─ an engine pulls ─► running ─ first DONE ─► done
 *                                     ▲                          │
 *                                     ├── failed, back-off ──────┤
 *                                     └── past its deadline: once more, beside it
 * </pre>
 *
 * <p>An engine gets as many as it asks for, and never more than its slots. An attempt's deadline is
 * its own: whatever becomes of the task later does not move it. Who is past it is doubled, up to a
 * limit, each double with a longer time; the first that finishes wins, and the others are called
 * off. What an engine, the provider or the store did wrong costs a wait; what an op did wrong ends
 * the run soon.
 *
 * <p><i>Source:</i> gg (Fouladi et al., ATC 2019), whose longer time is lost when a task is handed
 * out again; pull with credits is Scanner's (SIGGRAPH 2018). <i>Cost:</i> O(log tasks) an attempt
 * while engines are not full.
 */
public final class TaskBook implements Book<Command, Event, Effect, Reply> {
  private final TaskState state = new TaskState();
  private final TaskRules rules;

  /** A book without runs or engines. */
  public TaskBook(TaskRules rules) {
    this.rules = rules;
  }

  /**
   * One turn of a shell: decides, applies, and hands out what can be handed out since; {@code
   * answered} gets the reply, if there is one.
   *
   * @return what the shell is to do now
   */
  public List<Effect> turn(Command command, long now, Consumer<Reply> answered) {
    var decision = decide(command, now);
    decision.events().forEach(this::apply);
    if (decision.reply() != null) {
      answered.accept(decision.reply());
    }
    var effects = new ArrayList<>(decision.effects());
    for (var more = true; more; ) {
      var next = decide(new Command.Assign(), now);
      next.events().forEach(this::apply);
      effects.addAll(next.effects());
      more = !next.events().isEmpty();
    }
    return effects;
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Submit submit -> submit(submit, now);
      case Command.Register register -> register(register);
      case Command.Pull pull -> pull(pull);
      case Command.Ended ended -> ended(ended, now);
      case Command.Cancel cancel -> cancel(cancel.run());
      case Command.Assign assign -> {
        var late = late(now);
        yield late.events().isEmpty() ? handOut(now) : late;
      }
    };
  }

  private Decision<Event, Effect, Reply> submit(Command.Submit submit, long now) {
    if (state.findRun(submit.run()) != null) {
      return Decision.reply(new Reply.NameTaken(submit.run()));
    }
    var before = new TreeSet<String>();
    var shared = 0;
    var left = 0;
    for (var task : submit.tasks()) {
      for (var needed : task.after()) {
        if (!before.contains(needed)) {
          return Decision.reply(new Reply.NothingToWaitFor(task.name(), needed));
        }
      }
      var known = state.find(task.name());
      if (before.add(task.name())) {
        shared += known == null ? 0 : 1;
        left += known != null && known.done ? 0 : 1;
      }
    }
    var events = new ArrayList<Event>();
    var until = now + Math.clamp(submit.patienceNanos(), 0, Long.MAX_VALUE - now);
    events.add(new Event.RunBegun(submit.run(), submit.tasks(), until));
    var effects = new ArrayList<Effect>();
    if (left == 0) {
      end(submit.run(), new Outcome.Done(), events, effects);
    }
    return new Decision<>(events, effects, new Reply.Begun(before.size(), shared));
  }

  private Decision<Event, Effect, Reply> register(Command.Register register) {
    if (register.slots() < 0) {
      throw new IllegalArgumentException("slots must be at least 0 but was " + register.slots());
    }
    return new Decision<>(
        List.of(new Event.EngineIs(register.engine(), register.slots())),
        List.of(),
        new Reply.Heard());
  }

  private Decision<Event, Effect, Reply> pull(Command.Pull pull) {
    if (!state.hasEngine(pull.engine())) {
      return Decision.reply(new Reply.Unknown(pull.engine()));
    }
    return pull.credits() < 1
        ? Decision.nothing()
        : new Decision<>(
            List.of(new Event.Credited(pull.engine(), pull.credits())), List.of(), null);
  }

  private Decision<Event, Effect, Reply> cancel(String run) {
    if (state.findRun(run) == null) {
      return Decision.reply(new Reply.Unknown(run));
    }
    var events = new ArrayList<Event>();
    var effects = new ArrayList<Effect>();
    end(run, new Outcome.Cancelled(), events, effects);
    return new Decision<>(events, effects, new Reply.Heard());
  }

  private Decision<Event, Effect, Reply> ended(Command.Ended ended, long now) {
    var attempt = state.attempt(ended.task(), ended.attempt());
    if (attempt == null) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    var effects = new ArrayList<Effect>();
    events.add(new Event.Left(ended.task(), ended.attempt(), ended.ending()));
    var entry = state.find(ended.task());
    if (entry != null && !entry.done) {
      switch (ended.ending()) {
        case DONE -> done(entry, attempt, events, effects);
        case EXECUTION -> {
          if (entry.failures(Ending.EXECUTION) + 1 >= rules.mostExecutionFailures()) {
            fail(entry, ended.ending(), events, effects);
          } else {
            requeue(entry, now, events);
          }
        }
        case TOO_LARGE -> {
          events.add(new Event.Barred(entry.task.name(), attempt.engine));
          if (entry.task.engines().stream()
              .allMatch(name -> name.equals(attempt.engine) || entry.barred.contains(name))) {
            fail(entry, ended.ending(), events, effects);
          } else if (!entry.queued && entry.running == 1) {
            events.add(new Event.Requeued(entry.task.name(), now));
          }
        }
        case INVOCATION, THROTTLED, STORAGE, STOPPED -> {
          if (entry.failures() + 1 > rules.mostRequeues()) {
            fail(entry, ended.ending(), events, effects);
          } else {
            requeue(entry, now, events);
          }
        }
      }
    }
    return new Decision<>(events, effects, null);
  }

  private void done(Entry entry, Attempt first, List<Event> events, List<Effect> effects) {
    var name = entry.task.name();
    events.add(new Event.TaskDone(name));
    for (var other : state.attemptsAt(name)) {
      if (other != first) {
        effects.add(new Effect.Stop(name, other.key.attempt()));
      }
    }
    for (var run : entry.runs) {
      var of = state.findRun(run);
      if (of != null && of.left == 1) {
        end(run, new Outcome.Done(), events, effects);
      }
    }
  }

  /** Once more after a wait, unless another attempt runs or is to come. */
  private void requeue(Entry entry, long now, List<Event> events) {
    if (entry.queued || entry.running > 1) {
      return;
    }
    var failures = 1 + entry.failures() + entry.failures(Ending.EXECUTION);
    var key = Draw.draw(rules.seed(), entry.task.name());
    var wait = rules.backOff().waitNanos(rules.seed(), key, failures);
    events.add(new Event.Requeued(entry.task.name(), now + wait));
  }

  private void fail(Entry entry, Ending ending, List<Event> events, List<Effect> effects) {
    for (var run : entry.runs) {
      end(
          run,
          new Outcome.Failed(entry.task.name(), ending, Math.max(1, entry.begun)),
          events,
          effects);
    }
  }

  private void end(String run, Outcome outcome, List<Event> events, List<Effect> effects) {
    events.add(new Event.RunEnded(run, outcome));
    if (!(outcome instanceof Outcome.Done)) {
      for (var attempt : state.attempts()) {
        var entry = state.find(attempt.key.task());
        if (entry != null && !entry.done && entry.runs.size() == 1 && entry.runs.contains(run)) {
          effects.add(new Effect.Stop(attempt.key.task(), attempt.key.attempt()));
        }
      }
    }
    effects.add(new Effect.Report(run, outcome));
  }

  /** Runs that are over their time, and attempts that are past their deadline. */
  private Decision<Event, Effect, Reply> late(long now) {
    var events = new ArrayList<Event>();
    var effects = new ArrayList<Effect>();
    for (var run : state.runs()) {
      if (run.untilNanos <= now) {
        end(run.name, new Outcome.TooLate(run.left), events, effects);
      }
    }
    if (!events.isEmpty()) {
      return new Decision<>(events, effects, null);
    }
    var doubled = new TreeSet<String>();
    for (var attempt : state.attempts()) {
      var entry = state.find(attempt.key.task());
      if (!attempt.noticed && attempt.deadlineNanos <= now && entry != null && !entry.done) {
        var name = attempt.key.task();
        var again = !entry.queued && entry.doubles < rules.mostDoubles() && doubled.add(name);
        events.add(
            again
                ? new Event.Doubled(name, attempt.key.attempt())
                : new Event.LeftAlone(name, attempt.key.attempt()));
      }
    }
    return new Decision<>(events, effects, null);
  }

  private Decision<Event, Effect, Reply> handOut(long now) {
    var free = new TreeMap<String, Integer>();
    state
        .engines()
        .forEach((name, engine) -> {
          if (engine.free() > 0) {
            free.put(name, engine.free());
          }
        });
    var events = new ArrayList<Event>();
    var effects = new ArrayList<Effect>();
    for (var entry : state.queue()) {
      if (free.isEmpty()) {
        break;
      }
      var engine = entry.notBeforeNanos <= now ? engineFor(entry, free) : null;
      if (engine != null) {
        free.computeIfPresent(engine, (name, left) -> left == 1 ? null : left - 1);
        var attempt = entry.lastAttempt + 1;
        var deadline = now + deadlineNanos(entry.task, entry.doubles);
        events.add(new Event.Started(entry.task.name(), attempt, engine, deadline));
        effects.add(new Effect.Run(entry.task.name(), attempt, engine));
      }
    }
    return new Decision<>(events, effects, null);
  }

  /** Each double of a task has its timeout more than the one before. */
  private static long deadlineNanos(Task task, int doubles) {
    return task.timeoutNanos() * (1L + doubles);
  }

  /** The one with most room, for a double rather one that does not have the task already. */
  private @Nullable String engineFor(Entry entry, SortedMap<String, Integer> free) {
    var busy = entry.running == 0 ? List.<Attempt>of() : state.attemptsAt(entry.task.name());
    String best = null;
    var bestRoom = Integer.MIN_VALUE;
    for (var name : entry.task.engines()) {
      var room = free.getOrDefault(name, 0);
      if (room > 0 && !entry.barred.contains(name)) {
        var has = busy.stream().anyMatch(attempt -> attempt.engine.equals(name));
        var worth = has ? room - Integer.MAX_VALUE : room;
        if (worth > bestRoom) {
          best = name;
          bestRoom = worth;
        }
      }
    }
    return best;
  }

  @Override
  public void apply(Event event) {
    state.apply(event);
  }

  @Override
  public List<Effect> wake(long now) {
    var effects = new ArrayList<Effect>();
    for (var attempt : state.attempts()) {
      effects.add(new Effect.Run(attempt.key.task(), attempt.key.attempt(), attempt.engine));
    }
    return effects;
  }

  /** When the book wants to be asked again, though nothing happens; empty: never. */
  public OptionalLong dueNanos(long now) {
    var due = Long.MAX_VALUE;
    for (var run : state.runs()) {
      due = Math.min(due, run.untilNanos);
    }
    for (var attempt : state.attempts()) {
      var entry = state.find(attempt.key.task());
      if (!attempt.noticed && entry != null && !entry.done) {
        due = Math.min(due, attempt.deadlineNanos);
      }
    }
    for (var entry : state.resting()) {
      if (entry.notBeforeNanos > now) {
        due = Math.min(due, entry.notBeforeNanos);
      }
    }
    return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
  }

  /** How far a run is; null when it is not known (any more). */
  public @Nullable TaskFigures figures(String run) {
    return state.figures(run);
  }
}
