package dev.sheaf.node.cli;

/** A verb could not do what it was asked; the message is all that the user sees. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitStatus;

  /** An exception whose message names the thing and what to do. */
  public CliException(String message) {
    this(message, 1);
  }

  private CliException(String message, int exitStatus) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /** The verb was used wrongly: an option has a value that it cannot take. */
  static CliException wrongUse(String message) {
    return new CliException(message, 2);
  }

  int exitStatus() {
    return exitStatus;
  }
}
