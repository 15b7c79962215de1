package dev.sheaf.lambda.bridge.deploy;

/** A function that there is. */
public record DeployedFunction(String name, FunctionSpec spec, Health health) {
  /** How it is. */
  public sealed interface Health {
    /** It can be invoked, and changed. */
    record Ready() implements Health {}

    /** It is being made or changed. */
    record Settling() implements Health {}

    /** Lambda could not make or change it, for this reason. */
    record Broken(String reason) implements Health {}
  }
}
