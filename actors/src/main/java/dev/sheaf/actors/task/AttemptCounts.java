package dev.sheaf.actors.task;

import dev.sheaf.policies.books.TaskProtocol.Ending;
import java.util.concurrent.atomic.LongAdder;

/** Counts the attempts of one engine. */
final class AttemptCounts {
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder duplicates = new LongAdder();

  /** Begins an attempt; {@code beside} says that another one of the same task runs. */
  void begin(int attempt, boolean beside) {
    if (beside) {
      duplicates.increment();
    } else if (attempt > 1) {
      retries.increment();
    }
  }

  /** One that was called off has neither gone well nor failed. */
  void end(Ending ending) {
    if (ending == Ending.DONE) {
      done.increment();
    } else if (ending != Ending.STOPPED) {
      failed.increment();
    }
  }

  TaskCounts.ByEngine sum() {
    return new TaskCounts.ByEngine(done.sum(), failed.sum(), retries.sum(), duplicates.sum());
  }
}
