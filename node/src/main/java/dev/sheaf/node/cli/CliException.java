package dev.sheaf.node.cli;

/** A verb could not do what it was asked; the message is all that the user sees. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception whose message names the thing and what to do. */
  public CliException(String message) {
    super(message);
  }
}
