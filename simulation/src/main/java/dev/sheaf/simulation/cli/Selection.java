package dev.sheaf.simulation.cli;

import com.typesafe.config.ConfigException;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Experiments.Prepared;
import dev.sheaf.simulation.experiment.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns scenarios and overrides into cases that are checked and ready to run. */
final class Selection {
  /** The runs that one command may ask for. */
  static final int MOST_RUNS = 10_000;

  private final Experiments experiments;
  private final Overrides overrides;
  private final @Nullable Integer only;

  /**
   * Under these overrides.
   *
   * @param only the number of the one case that is wanted of a scenario, from 1; null for all
   */
  Selection(Experiments experiments, Overrides overrides, @Nullable Integer only) {
    this.experiments = experiments;
    this.overrides = overrides;
    this.only = only;
  }

  /**
   * What can be run.
   *
   * @param skipped by scenario, why it cannot be run on this machine
   */
  record Ready(List<Prepared> cases, SortedMap<String, String> skipped) {}

  /**
   * All cases; of a group, those whose data is here.
   *
   * <p><i>Errors:</i> {@link BadScenario}, {@link CliException}.
   *
   * @param mayBeSkipped whether a scenario with this name may be left out when its data is missing
   */
  Ready prepare(List<Scenario> scenarios, int seeds, Predicate<String> mayBeSkipped) {
    expectFew(overrides.combinations() * scenarios.size() * seeds);
    var variants = scenarios.stream().map(this::variant).toList();
    expectFew(variants.stream().mapToLong(each -> each.cases().size()).sum() * seeds);
    var prepared = new ArrayList<Prepared>();
    var skipped = new TreeMap<String, String>();
    for (var variant : variants) {
      try {
        prepared.addAll(prepare(variant));
      } catch (BadScenario e) {
        if (!e.dataMissing() || !mayBeSkipped.test(variant.name())) {
          throw e;
        }
        skipped.put(variant.name(), String.valueOf(e.getMessage()));
      }
    }
    return new Ready(prepared, skipped);
  }

  /** The place of the case at {@code index} among those of its scenario, from 1. */
  static int number(List<Prepared> all, int index) {
    var name = all.get(index).scenario().name();
    return (int)
        all.subList(0, index + 1).stream()
            .filter(each -> each.scenario().name().equals(name))
            .count();
  }

  private static void expectFew(long runs) {
    if (runs > MOST_RUNS) {
      throw CliException.wrongUse(
          "that is %,d runs or more; one command does at most %,d: sweep fewer values or take fewer seeds"
              .formatted(runs, MOST_RUNS));
    }
  }

  /** One scenario with the cases of every combination, equal ones once. */
  private Scenario variant(Scenario scenario) {
    var cases = new LinkedHashMap<Object, Scenario.Case>();
    for (var combination : overrides.all()) {
      for (var each : with(scenario, combination).cases()) {
        cases.putIfAbsent(combination.isEmpty() ? each : each.parameters(), each);
      }
    }
    return new Scenario(
        scenario.name(),
        scenario.title(),
        scenario.about(),
        scenario.experiment(),
        wanted(scenario.name(), List.copyOf(cases.values())));
  }

  private static Scenario with(Scenario scenario, com.typesafe.config.Config combination) {
    try {
      return scenario.with(combination);
    } catch (ConfigException e) {
      throw new BadScenario(scenario.name() + ": " + e.getMessage());
    }
  }

  private List<Scenario.Case> wanted(String name, List<Scenario.Case> cases) {
    if (only == null) {
      return cases;
    }
    if (only < 1 || only > cases.size()) {
      throw CliException.wrongUse(
          "--case must be 1..%d in %s but was %d".formatted(cases.size(), name, only));
    }
    return List.of(cases.get(only - 1));
  }

  private List<Prepared> prepare(Scenario scenario) {
    try {
      return experiments.prepare(scenario);
    } catch (BadScenario e) {
      var message = String.valueOf(e.getMessage());
      throw e.dataMissing() || message.contains(scenario.name())
          ? e
          : new BadScenario(scenario.name() + ": " + message);
    }
  }
}
