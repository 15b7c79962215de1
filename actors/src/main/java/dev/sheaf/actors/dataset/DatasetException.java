package dev.sheaf.actors.dataset;

import java.io.IOException;

/** A dataset cannot be indexed or opened; the message names the object and the rule. */
public final class DatasetException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /** An exception for the user, with what to do about it. */
  public DatasetException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** What to do. */
  public String hint() {
    return hint;
  }
}
