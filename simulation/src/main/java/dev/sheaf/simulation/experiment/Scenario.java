package dev.sheaf.simulation.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;

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
 *   cases = [ { set { cache.fraction = 0.5 }, expect = [ {…} ] } ]
 * </pre>
 *
 * <p>An expectation says {@code tolerance} (in the metric's unit), {@code tolerancePercent} (of the
 * value) or {@code sigmas} (standard errors), {@code bound} (near, atMost, atLeast), {@code
 * source}, and, where it does not bind, {@code standing} (notEnoughPublished, knownToDiffer) with
 * {@code why}.
 *
 * @param cases at least one
 */
public record Scenario(
    String name, String title, String about, String experiment, List<Case> cases) {

  /** Parameters of one run, all overrides applied, and what is expected of it. */
  public record Case(String label, Config parameters, List<Expectation> expectations) {}

  /** The scenario with these parameters over every case's own; for {@code --set} and sweeps. */
  public Scenario with(Config overrides, String label) {
    var changed = new ArrayList<Case>();
    for (var each : cases) {
      var joined =
          each.label().isEmpty() || label.isEmpty()
              ? each.label() + label
              : each.label() + " " + label;
      changed.add(
          new Case(
              joined,
              overrides.withFallback(each.parameters()),
              overrides.isEmpty() ? each.expectations() : List.of()));
    }
    return new Scenario(name, title, about, experiment, changed);
  }

  /** Reads a scenario from the text of its file. */
  public static Scenario parse(String name, String text) {
    return new ScenarioReader(name, ConfigFactory.parseString(text)).scenario();
  }
}
