package dev.sheaf.simulation.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A scenario as its file says it: an experiment, its parameters, cases that override some of them,
 * and what is expected.
 *
 * <pre>
 *   title = "LRU over independent permutations"
 *   about = "What this shows and where it is from; Markdown."
 *   experiment = epochs
 *   parameters { policy = lru, samples = 4000, cache.fraction = 0.2 }
 *   expect = [ {metric = hitRatio, value = 0.0215, tolerance = 0.006, source = "…"} ]
 *   cases = [ { name = "half", set { cache.fraction = 0.5 }, expect = [ {…} ] } ]
 * </pre>
 *
 * <p>A case is called what it sets unless it has a {@code name}. An expectation says {@code
 * tolerance} (in the metric's unit), {@code tolerancePercent} (of the value) or {@code sigmas}
 * (standard errors), {@code bound} (near, atMost, atLeast), {@code source}, and, where it does not
 * bind, {@code standing} (notEnoughPublished, knownToDiffer) with {@code why}.
 *
 * @param cases at least one
 */
public record Scenario(
    String name, String title, String about, String experiment, List<Case> cases) {

  /**
   * Parameters of one run, all overrides applied, and what is expected of it.
   *
   * @param label the case's name; without one, what it sets
   * @param set what this case sets besides the scenario's own parameters
   */
  public record Case(String label, Config set, Config parameters, List<Expectation> expectations) {}

  /**
   * The scenario with these parameters over every case's own; for {@code --set} and sweeps. Cases
   * that become the same are one, and nothing is expected of what was changed.
   */
  public Scenario with(Config overrides) {
    if (overrides.isEmpty()) {
      return this;
    }
    var changed = new LinkedHashMap<Config, Case>();
    for (var each : cases) {
      var parameters = overrides.withFallback(each.parameters());
      var own = label(each.set()).equals(each.label());
      var label =
          own ? label(overrides.withFallback(each.set())) : each.label() + " " + label(overrides);
      changed.putIfAbsent(
          parameters, new Case(label, overrides.withFallback(each.set()), parameters, List.of()));
    }
    return new Scenario(name, title, about, experiment, List.copyOf(changed.values()));
  }

  /** What is set, such as {@code cache.fraction=0.5 runs=8}. */
  static String label(Config set) {
    return set.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + plain(entry.getValue()))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static String plain(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise()).replace("\"", "");
  }

  /** Reads a scenario from the text of its file; <i>Errors:</i> {@link BadScenario}. */
  public static Scenario parse(String name, String text) {
    try {
      return new ScenarioReader(name, ConfigFactory.parseString(text)).scenario();
    } catch (ConfigException e) {
      throw new BadScenario("the scenario %s: %s".formatted(name, e.getMessage()));
    }
  }
}
