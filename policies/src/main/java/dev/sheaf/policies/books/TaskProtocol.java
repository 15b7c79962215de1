package dev.sheaf.policies.books;

import java.util.List;

/** What goes into a {@link TaskBook} and comes out of it. */
public interface TaskProtocol {
  /**
   * A task, to be done once however many want it.
   *
   * @param name of what it does to what; doing it twice gives the same bytes
   * @param after tasks of the same run that must be done before
   * @param timeoutNanos an attempt that takes longer is doubled
   * @param engines that may do it, by name
   */
  record Task(String name, List<String> after, long timeoutNanos, List<String> engines) {
    /** A task that owns its lists, and can be done. */
    public Task {
      after = List.copyOf(after);
      engines = List.copyOf(engines);
      if (timeoutNanos < 1 || engines.isEmpty()) {
        throw new IllegalArgumentException(
            "task %s needs a timeout of at least 1 ns and an engine but had %d ns and %s"
                .formatted(name, timeoutNanos, engines));
      }
    }
  }

  /** What the book is told. */
  sealed interface Command {
    /** These tasks are to be done before {@code patienceNanos} are over. */
    record Submit(String run, List<Task> tasks, long patienceNanos) implements Command {
      /** A command that owns its list. */
      public Submit {
        tasks = List.copyOf(tasks);
      }
    }

    /** An engine is here, and does so many tasks at once; with no slots it is gone. */
    record Register(String engine, int slots) implements Command {}

    /** An engine asks for so many tasks more. */
    record Pull(String engine, int credits) implements Command {}

    /** An attempt has ended and left its slot. */
    record Ended(String task, int attempt, Ending ending) implements Command {}

    /** Nobody waits for the run any more. */
    record Cancel(String run) implements Command {}

    /** Time has passed, or something has changed: hand out what can be handed out. */
    record Assign() implements Command {}
  }

  /** How an attempt ended. */
  enum Ending {
    /** What it gives out is kept. */
    DONE,
    /** The op itself failed: the same will most likely happen again. */
    EXECUTION,
    /** The engine lost it, or could not be called. */
    INVOCATION,
    /** The engine was asked too often. */
    THROTTLED,
    /** What it reads could not be read, or what it gives out could not be kept. */
    STORAGE,
    /** It is too large for this engine. */
    TOO_LARGE,
    /** It was called off. */
    STOPPED
  }

  /** What changes the book. */
  sealed interface Event {
    /** A run has begun; it fails when it is not done by {@code untilNanos}. */
    record RunBegun(String run, List<Task> tasks, long untilNanos) implements Event {}

    /** An engine has so many slots. */
    record EngineIs(String engine, int slots) implements Event {}

    /** An engine wants so many more. */
    record Credited(String engine, int credits) implements Event {}

    /** An attempt runs; the deadline is its own, and stays. */
    record Started(String task, int attempt, String engine, long deadlineNanos) implements Event {}

    /** An attempt is past its deadline: the task is to be done once more, beside it. */
    record Doubled(String task, int attempt) implements Event {}

    /** An attempt is past its deadline, and the task has been doubled often enough. */
    record LeftAlone(String task, int attempt) implements Event {}

    /** An attempt has left its slot. */
    record Left(String task, int attempt, Ending ending) implements Event {}

    /** The task is to be done again, not before {@code notBeforeNanos}. */
    record Requeued(String task, long notBeforeNanos) implements Event {}

    /** The engine will not be given this task again. */
    record Barred(String task, String engine) implements Event {}

    /** The task is done. */
    record TaskDone(String task) implements Event {}

    /** The run is over. */
    record RunEnded(String run, Outcome outcome) implements Event {}
  }

  /** How a run ended. */
  sealed interface Outcome {
    /** All its tasks are done. */
    record Done() implements Outcome {}

    /** A task cannot be done. */
    record Failed(String task, Ending ending, int attempts) implements Outcome {}

    /** It was not done in time. */
    record TooLate(int left) implements Outcome {}

    /** It was called off. */
    record Cancelled() implements Outcome {}
  }

  /** What the shell is to do; idempotent, named by task and attempt. */
  sealed interface Effect {
    /** Have the engine do the task, and say how it ended. */
    record Run(String task, int attempt, String engine) implements Effect {}

    /** The attempt is not needed any more; it still has to say that it ended. */
    record Stop(String task, int attempt) implements Effect {}

    /** Tell who waits for the run. */
    record Report(String run, Outcome outcome) implements Effect {}
  }

  /** What the book answers. */
  sealed interface Reply {
    /**
     * The run has begun.
     *
     * @param shared how many of its tasks another run wants too
     */
    record Begun(int tasks, int shared) implements Reply {}

    /** A run of this name is under way. */
    record NameTaken(String run) implements Reply {}

    /** A task waits for one that the run does not have. */
    record NothingToWaitFor(String task, String missing) implements Reply {}

    /** There is none of this name now. */
    record Unknown(String name) implements Reply {}

    /** It is so. */
    record Heard() implements Reply {}
  }
}
