package dev.sheaf.lambda.local.function;

/** A function cannot be deployed like this; the message names the field, the rule and the value. */
public final class BadDeployment extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public BadDeployment(String message) {
    super(message);
  }
}
