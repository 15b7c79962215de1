package dev.sheaf.node.config;

import dev.sheaf.policies.vocabulary.NearestName;
import java.util.Set;

/** Settings that are one of a few words. */
final class Choices {
  private Choices() {}

  /** Ends the reading when a value is none of them; names the nearest. */
  static void hold(String key, String value, Set<String> allowed) {
    if (!allowed.contains(value)) {
      var sorted = allowed.stream().sorted().toList();
      var nearest = NearestName.of(value, sorted).map(n -> ": did you mean " + n + "?").orElse("");
      throw new SettingsException(
          "sheaf.%s must be one of %s but was %s%s"
              .formatted(key, String.join(", ", sorted), value, nearest));
    }
  }
}
