package dev.sheaf.actors.task;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.policies.books.TaskBook;
import dev.sheaf.policies.books.TaskFigures;
import dev.sheaf.policies.books.TaskProtocol.Command;
import dev.sheaf.policies.books.TaskProtocol.Effect;
import dev.sheaf.policies.books.TaskProtocol.Ending;
import dev.sheaf.policies.books.TaskProtocol.Outcome;
import dev.sheaf.policies.books.TaskProtocol.Reply;
import dev.sheaf.policies.books.TaskProtocol.Task;
import dev.sheaf.policies.books.TaskRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The live shell of a {@link TaskBook}: asks it, has done what it says, and wakes it when it is
 * due.
 *
 * <p>What it knows is not kept: a node that starts again is asked again, and finds on its shelf
 * what was done.
 */
final class TaskDesk extends AbstractBehavior<TaskDesk.Message> {
  private static final String DUE = "due";

  private final TaskBook book;
  private final TaskWork work;
  private final TimerScheduler<Message> timers;
  private final long began = System.nanoTime();
  private final Map<String, CompletableFuture<Outcome>> waiting = new HashMap<>();

  /** What the desk is told; messages stay in this process. */
  sealed interface Message {
    /** Do these; {@code over} hears how it ended. */
    record Begin(String run, List<Task> tasks, long patienceNanos, CompletableFuture<Outcome> over)
        implements Message {}

    /** An attempt has ended. */
    record Ended(String task, int attempt, String engine, Ending ending) implements Message {}

    /** The run is not wanted any more. */
    record Cancel(String run) implements Message {}

    /** How far is the run? */
    record Show(String run, CompletableFuture<Optional<TaskFigures>> figures) implements Message {}

    /** The book is due. */
    record Due() implements Message {}
  }

  static Behavior<Message> create(TaskRules rules, TaskWork work) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new TaskDesk(context, rules, work, timers)));
  }

  private TaskDesk(
      ActorContext<Message> context,
      TaskRules rules,
      TaskWork work,
      TimerScheduler<Message> timers) {
    super(context);
    this.book = new TaskBook(rules);
    this.work = work;
    this.timers = timers;
    work.engines()
        .values()
        .forEach(engine -> {
          turn(new Command.Register(engine.name(), engine.slots()));
          turn(new Command.Pull(engine.name(), engine.slots()));
        });
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Message> on(Message message) {
    switch (message) {
      case Message.Begin begin -> begin(begin);
      case Message.Ended ended -> {
        turn(new Command.Ended(ended.task(), ended.attempt(), ended.ending()));
        turn(new Command.Pull(ended.engine(), 1));
      }
      case Message.Cancel cancel -> turn(new Command.Cancel(cancel.run()));
      case Message.Show show ->
          show.figures().complete(Optional.ofNullable(book.figures(show.run())));
      case Message.Due due -> turn(new Command.Assign());
    }
    return this;
  }

  private void begin(Message.Begin begin) {
    if (waiting.putIfAbsent(begin.run(), begin.over()) != null) {
      begin.over().completeExceptionally(new IllegalStateException(begin.run() + " runs already"));
      return;
    }
    turn(new Command.Submit(begin.run(), begin.tasks(), begin.patienceNanos()));
  }

  private void turn(Command command) {
    var now = System.nanoTime() - began;
    book.turn(command, now, reply -> answered(command, reply)).forEach(this::run);
    var due = book.dueNanos(now);
    if (due.isPresent()) {
      var wait = Duration.ofNanos(Math.max(1, due.getAsLong() - (System.nanoTime() - began)));
      timers.startSingleTimer(DUE, new Message.Due(), wait);
    } else {
      timers.cancel(DUE);
    }
  }

  private void answered(Command command, Reply reply) {
    if (command instanceof Command.Submit submit && !(reply instanceof Reply.Begun)) {
      var over = waiting.remove(submit.run());
      if (over != null) {
        over.completeExceptionally(new IllegalStateException("the book refused: " + reply));
      }
    }
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Run run -> {
        var self = getContext().getSelf();
        work.begin(
            run.task(),
            run.attempt(),
            run.engine(),
            ending ->
                self.tell(new Message.Ended(run.task(), run.attempt(), run.engine(), ending)));
      }
      case Effect.Stop stop -> work.stop(stop.task(), stop.attempt());
      case Effect.Report report -> {
        var over = waiting.remove(report.run());
        if (over != null) {
          over.complete(report.outcome());
        }
      }
    }
  }
}
