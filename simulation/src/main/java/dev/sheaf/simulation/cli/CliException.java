package dev.sheaf.simulation.cli;

import java.io.Serial;

/** A verb could not do what it was asked; the message is all that the user sees. */
final class CliException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int exitStatus;

  private CliException(String message, int exitStatus) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /** It was asked rightly, and went wrong. */
  static CliException failed(String message) {
    return new CliException(message, 1);
  }

  /** An option has a value that it cannot take, or options contradict each other. */
  static CliException wrongUse(String message) {
    return new CliException(message, 2);
  }

  int exitStatus() {
    return exitStatus;
  }
}
