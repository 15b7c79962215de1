package dev.sheaf.node.demo;

/** A demo could not be run to its end; the message names the thing and what to do. */
public final class DemoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception for the user. */
  public DemoException(String message) {
    super(message);
  }
}
