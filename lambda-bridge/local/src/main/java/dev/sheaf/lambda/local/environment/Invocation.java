package dev.sheaf.lambda.local.environment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function.
 *
 * @param clientContext in Base64, as the caller sent it
 */
public record Invocation(String requestId, Payload payload, @Nullable String clientContext) {
  /** A call with an id of its own. */
  public static Invocation of(Payload payload, @Nullable String clientContext) {
    return new Invocation(UUID.randomUUID().toString(), payload, clientContext);
  }
}
