package dev.sheaf.simulation.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Figures by name, in the order in which a reader wants them. */
final class Figures {
  private final LinkedHashMap<String, Object> byName = new LinkedHashMap<>();

  /** Adds a figure. */
  Figures with(String name, Object value) {
    byName.put(name, value);
    return this;
  }

  /** All of them; no later one is seen. */
  Map<String, ?> all() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }
}
