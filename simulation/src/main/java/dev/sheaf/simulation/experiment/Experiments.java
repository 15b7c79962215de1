package dev.sheaf.simulation.experiment;

import dev.sheaf.policies.vocabulary.NearestName;
import dev.sheaf.simulation.invariant.InvariantBroken;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs scenarios: finds the experiment that a scenario names, and measures every case. */
public final class Experiments {
  private final TreeMap<String, Experiment> byName = new TreeMap<>();

  /** Of these experiments. */
  public Experiments(List<Experiment> experiments) {
    experiments.forEach(each -> byName.put(each.name(), each));
  }

  /**
   * A case that is ready to run.
   *
   * @param parameters everything that the experiment read, defaults included
   */
  public record Prepared(
      Scenario scenario,
      Scenario.Case of,
      Experiment.Run run,
      SortedMap<String, String> parameters) {}

  /** Checks the parameters of every case, so that nothing is simulated when one is bad. */
  public List<Prepared> prepare(Scenario scenario) {
    var experiment = byName.get(scenario.experiment());
    if (experiment == null) {
      throw new BadScenario(
          "the scenario %s names the unknown experiment %s%s"
              .formatted(
                  scenario.name(),
                  scenario.experiment(),
                  NearestName.of(scenario.experiment(), byName.keySet())
                      .map(near -> ": did you mean " + near + "?")
                      .orElse("")));
    }
    var prepared = new ArrayList<Prepared>();
    for (var each : scenario.cases()) {
      var parameters = new Parameters(each.parameters());
      var run = experiment.prepare(parameters);
      parameters.expectNothingElse();
      prepared.add(new Prepared(scenario, each, run, parameters.used()));
    }
    return prepared;
  }

  /** Measures a case: a row for each thing expected of it, or one when nothing is. */
  public static List<Row> measure(Prepared prepared, long seed) {
    var name = prepared.scenario().name();
    var measured = measured(prepared, seed);
    var label = prepared.of().label();
    if (prepared.of().expectations().isEmpty()) {
      return List.of(new Row(name, label, seed, measured, null));
    }
    return prepared.of().expectations().stream()
        .map(expectation -> new Row(name, label, seed, measured, expectation))
        .toList();
  }

  private static Measured measured(Prepared prepared, long seed) {
    try {
      return prepared.run().measure(seed);
    } catch (InvariantBroken e) {
      var label = prepared.of().label().isEmpty() ? "" : " (case " + prepared.of().label() + ")";
      throw e.replayedBy(
          "./sheaf simulate %s --seed %d%s".formatted(prepared.scenario().name(), seed, label));
    }
  }
}
