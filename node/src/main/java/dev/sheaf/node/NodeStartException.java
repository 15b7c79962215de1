package dev.sheaf.node;

/** A node could not start; the message names the thing and what to do. */
public final class NodeStartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception for the user. */
  public NodeStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
