package dev.sheaf.actors.task;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.wire.task.TaskAnswer;
import dev.sheaf.wire.task.TaskCall;

/** Does tasks: the port behind which threads, a GPU worker or functions are. */
public interface TaskEngine extends AutoCloseable {
  /** What runs call it: {@code local}, {@code gpu-worker}, {@code lambda}. */
  String name();

  /** How many tasks it does at once. */
  int slots();

  /** True when it has a decoder of its own beside the JDK's. */
  default boolean decodesNatively() {
    return false;
  }

  /**
   * Does a task; blocks until it is done, for no longer than the engine's own limit.
   *
   * @param payer who is billed, where it costs anything
   * @throws InterruptedException when the task is not needed any more
   */
  Result run(TaskCall call, Payer payer) throws InterruptedException;

  /** How a task ended. */
  sealed interface Result {
    /**
     * There is an answer.
     *
     * @param picoUsd what it cost
     */
    record Answered(TaskAnswer answer, long picoUsd) implements Result {}

    /** The engine lost it, or could not be called. */
    record Lost(String why, long picoUsd) implements Result {}

    /** The engine takes no more for now. */
    record Throttled(String why) implements Result {}
  }

  @Override
  void close();
}
