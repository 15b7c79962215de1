package dev.sheaf.simulation.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.Expectation.Bound;
import dev.sheaf.simulation.experiment.Expectation.Standing;
import dev.sheaf.simulation.experiment.Scenario.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the file of a scenario strictly. */
final class ScenarioReader {
  private static final List<String> KEYS =
      List.of("title", "about", "experiment", "parameters", "cases", "expect");
  private static final List<String> EXPECTATION_KEYS =
      List.of(
          "metric",
          "value",
          "tolerance",
          "tolerancePercent",
          "sigmas",
          "bound",
          "source",
          "why",
          "standing");

  private final String name;
  private final Config file;

  ScenarioReader(String name, Config file) {
    this.name = name;
    this.file = file.resolve();
  }

  Scenario scenario() {
    expectKeys("the scenario " + name, file.root().keySet(), KEYS);
    var parameters = group(file, "parameters");
    var shared = expectations(file);
    var cases = new ArrayList<Case>();
    for (var each : groups(file, "cases")) {
      expectKeys("a case of " + name, each.root().keySet(), List.of("name", "set", "expect"));
      var set = group(each, "set");
      var expected = new ArrayList<>(shared);
      expected.addAll(expectations(each));
      cases.add(
          new Case(
              text(each, "name", Scenario.label(set)),
              set,
              set.withFallback(parameters),
              expected));
    }
    if (cases.isEmpty()) {
      cases.add(new Case("", ConfigFactory.empty(), parameters, shared));
    }
    return new Scenario(
        name, text(file, "title", name), text(file, "about", ""), experiment(), cases);
  }

  private String experiment() {
    if (!file.hasPath("experiment")) {
      throw new BadScenario("the scenario " + name + " must name its experiment");
    }
    return file.getString("experiment");
  }

  private List<Expectation> expectations(Config from) {
    return groups(from, "expect").stream().map(this::expectation).toList();
  }

  private Expectation expectation(Config from) {
    expectKeys("an expectation of " + name, from.root().keySet(), EXPECTATION_KEYS);
    var value = from.getDouble("value");
    var percent = from.hasPath("tolerancePercent") ? from.getDouble("tolerancePercent") : 0;
    var absolute = from.hasPath("tolerance") ? from.getDouble("tolerance") : 0;
    var standing = Standing.BINDING;
    if (from.hasPath("standing")) {
      standing = named("standing", from.getString("standing"), Standing.values());
    }
    var bound = Bound.NEAR;
    if (from.hasPath("bound")) {
      bound = named("bound", from.getString("bound"), Bound.values());
    }
    if (standing != Standing.BINDING && !from.hasPath("why")) {
      throw new BadScenario("an expectation of %s that does not bind must say why".formatted(name));
    }
    return new Expectation(
        from.getString("metric"),
        value,
        absolute + Math.abs(value) * percent / 100,
        from.hasPath("sigmas") ? from.getDouble("sigmas") : 0,
        bound,
        text(from, "source", ""),
        text(from, "why", ""),
        standing);
  }

  private <E extends Enum<E>> E named(String key, String given, E[] values) {
    for (var value : values) {
      if (camel(value).equals(given)) {
        return value;
      }
    }
    throw new BadScenario(
        "%s of an expectation of %s must be one of %s but was \"%s\""
            .formatted(
                key,
                name,
                List.of(values).stream()
                    .map(ScenarioReader::camel)
                    .collect(Collectors.joining(", ")),
                given));
  }

  private static String camel(Enum<?> value) {
    var words = value.name().toLowerCase(java.util.Locale.ROOT).split("_", -1);
    var camel = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      camel
          .append(Character.toUpperCase(words[i].charAt(0)))
          .append(words[i], 1, words[i].length());
    }
    return camel.toString();
  }

  private static void expectKeys(String where, Set<String> given, List<String> known) {
    for (var key : given) {
      if (!known.contains(key)) {
        throw new BadScenario(
            "%s has the unknown key %s%s; known are %s"
                .formatted(
                    where, key, Parameters.didYouMean(key, known), String.join(", ", known)));
      }
    }
  }

  private static Config group(Config from, String key) {
    return from.hasPath(key) ? from.getConfig(key) : ConfigFactory.empty();
  }

  private static List<? extends Config> groups(Config from, String key) {
    return from.hasPath(key) ? from.getConfigList(key) : List.of();
  }

  private static String text(Config from, String key, String fallback) {
    return from.hasPath(key) ? from.getString(key) : fallback;
  }
}
