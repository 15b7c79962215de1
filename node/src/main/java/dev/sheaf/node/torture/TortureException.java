package dev.sheaf.node.torture;

/** The suite cannot run here; the message says why and what to do. */
public final class TortureException extends Exception {
  private static final long serialVersionUID = 1L;

  TortureException(String message) {
    super(message);
  }

  TortureException(String message, Throwable cause) {
    super(message, cause);
  }
}
