package dev.sheaf.node.cli;

import java.util.Objects;

/** A verb could not do what it was asked; the message is all that the user sees. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitStatus;
  private final boolean mayPass;

  /** An exception whose message names the thing and what to do. */
  public CliException(String message) {
    this(message, 1, false);
  }

  private CliException(String message, int exitStatus, boolean mayPass) {
    super(message);
    this.exitStatus = exitStatus;
    this.mayPass = mayPass;
  }

  /** The verb was used wrongly: an option has a value that it cannot take. */
  static CliException wrongUse(String message) {
    return new CliException(message, 2, false);
  }

  /** What was asked does not answer now, or has no room: it may later. */
  static CliException passing(String message) {
    return new CliException(message, 1, true);
  }

  /** True when the same may go well a little later. */
  boolean mayPass() {
    return mayPass;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  int exitStatus() {
    return exitStatus;
  }
}
