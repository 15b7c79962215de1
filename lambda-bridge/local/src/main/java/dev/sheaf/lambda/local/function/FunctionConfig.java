package dev.sheaf.lambda.local.function;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function as it was deployed last.
 *
 * @param revision changes with everything that running environments must not outlive
 */
public record FunctionConfig(
    String name,
    String arn,
    String role,
    String runtime,
    String handler,
    String description,
    Resources resources,
    Map<String, String> environment,
    Map<String, String> tags,
    FunctionCode code,
    String revision,
    Instant modifiedAt) {

  /** The only runtime: what runs this program. */
  public static final String RUNTIME = "java25";

  /**
   * What a function may use.
   *
   * <p><i>Source:</i> AWS Lambda quotas (2026-11).
   */
  public record Resources(int memoryMb, int timeoutSeconds, int ephemeralMb) {
    /** What a function gets that does not say. */
    public static final Resources DEFAULT = new Resources(128, 3, 512);

    /** Resources within AWS's limits. */
    public Resources {
      within("MemorySize", memoryMb, 128, 10_240);
      within("Timeout", timeoutSeconds, 1, 900);
      within("EphemeralStorage.Size", ephemeralMb, 512, 10_240);
    }

    private static void within(String name, int value, int least, int most) {
      if (value < least || value > most) {
        throw new BadDeployment("%s must be %d..%d but was %d".formatted(name, least, most, value));
      }
    }
  }

  /** Copies that nobody else changes, in the order of names. */
  public FunctionConfig {
    environment = new TreeMap<>(environment);
    tags = new TreeMap<>(tags);
    if (!name.matches("[a-zA-Z0-9-_]{1,64}")) {
      throw new BadDeployment(
          "FunctionName must be 1..64 letters, digits, '-' and '_' but was \"%s\"".formatted(name));
    }
    if (!runtime.equals(RUNTIME)) {
      throw new BadDeployment(
          "Runtime must be %s, the only one this Lambda runs, but was \"%s\""
              .formatted(RUNTIME, runtime));
    }
    if (handler.isBlank() || handler.chars().anyMatch(Character::isWhitespace)) {
      throw new BadDeployment(
          "Handler must read like package.Class::method but was \"%s\"".formatted(handler));
    }
    EnvironmentRules.check(environment);
  }

  /** The same function with other code. */
  public FunctionConfig withCode(FunctionCode newCode, String newRevision, Instant now) {
    return new FunctionConfig(
        name,
        arn,
        role,
        runtime,
        handler,
        description,
        resources,
        environment,
        tags,
        newCode,
        newRevision,
        now);
  }
}
