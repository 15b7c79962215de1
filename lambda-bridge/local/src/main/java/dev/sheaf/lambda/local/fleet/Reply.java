package dev.sheaf.lambda.local.fleet;

import dev.sheaf.lambda.local.environment.Answer;

/** What a caller hears. */
public sealed interface Reply {
  /** The function ran, well or not. */
  record Ran(String requestId, Answer answer) implements Reply {}

  /**
   * It was not started.
   *
   * @param reason as AWS names it
   */
  record Throttled(String reason, int retryAfterSeconds) implements Reply {}
}
