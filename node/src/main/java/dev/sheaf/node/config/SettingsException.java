package dev.sheaf.node.config;

/** A setting that cannot be used; the message names it, the rule and what to do. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception for the user; its message is shown without a stack trace. */
  public SettingsException(String message) {
    super(message);
  }
}
