package dev.sheaf.actors.task;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.wire.task.TaskCall;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is behind a task's name.
 *
 * @param chain names its rows on the shelf
 * @param rows that it gives out
 * @param gathering reads what it needs
 * @param payer who is billed
 * @param picoUsd what it has cost is added here
 */
record TaskLoad(
    String task,
    String chain,
    List<Long> rows,
    Gathering gathering,
    Payer payer,
    LongAdder picoUsd) {
  /** Reads what a task needs; blocks. */
  @FunctionalInterface
  interface Gathering {
    /** The task with its rows. */
    TaskCall call() throws IOException, InterruptedException;
  }
}
