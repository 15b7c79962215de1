package dev.sheaf.lambda.bridge.deploy;

/** Nobody has said on whose behalf functions are to be made. */
public final class NoCredentialsException extends DeployException {
  private static final long serialVersionUID = 1L;

  /** With words that say what to set. */
  public NoCredentialsException(String message) {
    super(message);
  }
}
