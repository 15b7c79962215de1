package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.experiment.Scenario;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The scenarios that were asked for, each once.
 *
 * @param arguments by a scenario's name, what asks for it alone
 */
record Asked(List<Scenario> scenarios, SequencedMap<String, String> arguments) {
  /**
   * Those with these names, groups or paths; <i>Errors:</i> one that is not there, or two alike.
   */
  static Asked of(List<String> names, ScenarioShelf shelf) {
    var found = new LinkedHashMap<String, Scenario>();
    var arguments = new LinkedHashMap<String, String>();
    for (var name : names) {
      for (var each : shelf.find(name)) {
        var before = found.putIfAbsent(each.name(), each);
        if (before != null && !before.equals(each)) {
          throw CliException.wrongUse(
              "two scenarios are named %s: rename one of the files".formatted(each.name()));
        }
        arguments.putIfAbsent(each.name(), shelf.knows(name) ? each.name() : name);
      }
    }
    return new Asked(List.copyOf(found.values()), arguments);
  }

  /** Whether it was asked for by its own name or path, not as one of a group. */
  boolean byName(String scenario, List<String> names) {
    return names.contains(argument(scenario));
  }

  /** What asks for one scenario alone. */
  String argument(String scenario) {
    return arguments.getOrDefault(scenario, scenario);
  }
}
