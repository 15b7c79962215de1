package dev.sheaf.policies.books;

import dev.sheaf.policies.books.TaskProtocol.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How far a run of tasks is.
 *
 * @param tasks that it has
 * @param done of them
 * @param running attempts that have a slot now
 * @param attempts that were begun, of tasks that other runs want too as well
 * @param doubles attempts that were begun because another was slow
 * @param failures attempts that failed
 * @param outcome null while it is not over
 */
public record TaskFigures(
    int tasks,
    int done,
    int running,
    int attempts,
    int doubles,
    int failures,
    @Nullable Outcome outcome) {
  /** Of a run that had nothing to do. */
  public static final TaskFigures NOTHING_TO_DO =
      new TaskFigures(0, 0, 0, 0, 0, 0, new Outcome.Done());
}
