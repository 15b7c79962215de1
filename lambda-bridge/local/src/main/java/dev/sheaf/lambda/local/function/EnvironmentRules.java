package dev.sheaf.lambda.local.function;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which environment variables a function may bring.
 *
 * <p><i>Source:</i> AWS Lambda developer guide, "Working with Lambda environment variables"
 * (2026-11).
 */
final class EnvironmentRules {
  private static final int MOST_BYTES = 4 * 1024;
  private static final Set<String> RESERVED =
      Set.of(
          "_HANDLER",
          "_X_AMZN_TRACE_ID",
          "AWS_DEFAULT_REGION",
          "AWS_REGION",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_ACCESS_KEY",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_LAMBDA_RUNTIME_API",
          "LAMBDA_TASK_ROOT",
          "LAMBDA_RUNTIME_DIR",
          "AWS_LAMBDA_MAX_CONCURRENCY");

  private EnvironmentRules() {}

  static void check(Map<String, String> environment) {
    var reserved = new TreeSet<>(environment.keySet());
    reserved.retainAll(RESERVED);
    if (!reserved.isEmpty()) {
      throw new BadDeployment(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided contains reserved keys that are currently not"
              + " supported for modification. Reserved keys used in this request: "
              + String.join(", ", reserved));
    }
    var bytes = 0;
    for (var variable : environment.entrySet()) {
      if (!variable.getKey().matches("[a-zA-Z][a-zA-Z0-9_]+")) {
        throw new BadDeployment(
            "an environment variable must be named by a letter and then letters, digits and '_'"
                + " but was \"%s\"".formatted(variable.getKey()));
      }
      bytes += (variable.getKey() + variable.getValue()).getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MOST_BYTES) {
      throw new BadDeployment(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided exceeded the 4KB limit: %d bytes".formatted(bytes));
    }
  }
}
