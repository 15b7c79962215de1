package dev.sheaf.policies.books;

import dev.sheaf.policies.retry.JitteredBackOff;

/**
 * How far a {@link TaskBook} goes for a task.
 *
 * @param mostDoubles attempts beside the first that a slow task gets, at most
 * @param mostExecutionFailures after so many a run fails
 * @param mostRequeues failures of any other kind after which a run fails
 * @param backOff how long a task waits after a failure
 * @param seed of the waits
 */
public record TaskRules(
    int mostDoubles,
    int mostExecutionFailures,
    int mostRequeues,
    JitteredBackOff backOff,
    long seed) {
  /** Two more attempts, two failures of an op, twenty of anything else, 50 ms to 10 s between. */
  public static TaskRules standard(long seed) {
    return new TaskRules(2, 2, 20, new JitteredBackOff(50_000_000, 10_000_000_000L), seed);
  }

  /** Limits that make sense. */
  public TaskRules {
    if (mostDoubles < 0 || mostExecutionFailures < 1 || mostRequeues < 0) {
      throw new IllegalArgumentException(
          "doubles and requeues must be at least 0, execution failures at least 1, but were %d, %d and %d"
              .formatted(mostDoubles, mostRequeues, mostExecutionFailures));
    }
  }
}
