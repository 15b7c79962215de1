package dev.sheaf.lambda.bridge.deploy;

/** A fleet could not be deployed; the message says what is wrong and what to do. */
public final class DeployException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With words for whoever deploys. */
  public DeployException(String message) {
    super(message);
  }
}
