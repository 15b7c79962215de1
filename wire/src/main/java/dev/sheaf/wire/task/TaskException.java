package dev.sheaf.wire.task;

/** A task cannot be done, whoever tries: the message names the op and the rule. */
public final class TaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** For this reason. */
  public TaskException(String message) {
    super(message, null, false, false);
  }
}
