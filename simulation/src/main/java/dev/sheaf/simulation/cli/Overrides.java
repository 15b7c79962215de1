package dev.sheaf.simulation.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What {@code --set}, {@code --sweep} and {@code --faults} put over a scenario's parameters.
 *
 * @param set a value for each key
 * @param sweeps values for each key; every combination is run
 */
record Overrides(SequencedMap<String, String> set, SequencedMap<String, List<String>> sweeps) {
  private static final int MOST_VALUES = 10_000;

  /** Of options as they were given; <i>Errors:</i> {@link CliException}. */
  static Overrides read(List<String> sets, List<String> sweeps) {
    var set = new LinkedHashMap<String, String>();
    for (var each : sets) {
      var pair = pair("--set", each);
      var before = set.put(pair.key(), pair.value());
      if (before != null && !before.equals(pair.value())) {
        throw CliException.wrongUse(
            "--set gives %s two values, %s and %s".formatted(pair.key(), before, pair.value()));
      }
    }
    var swept = new LinkedHashMap<String, List<String>>();
    for (var each : sweeps) {
      var pair = pair("--sweep", each);
      if (set.containsKey(pair.key()) || swept.containsKey(pair.key())) {
        throw CliException.wrongUse(
            "%s is set twice: a key is either set or swept, once".formatted(pair.key()));
      }
      swept.put(pair.key(), values(pair));
    }
    return new Overrides(set, swept);
  }

  private record Pair(String key, String value) {}

  private static Pair pair(String option, String text) {
    var at = text.indexOf('=');
    if (at < 1 || at == text.length() - 1) {
      throw CliException.wrongUse(
          "%s must be such as %s but was \"%s\""
              .formatted(option, option.equals("--set") ? "key=value" : "key=a,b,c", text));
    }
    return new Pair(key(option, text.substring(0, at).strip()), text.substring(at + 1).strip());
  }

  private static String key(String option, String key) {
    try {
      return ConfigUtil.joinPath(ConfigUtil.splitPath(key));
    } catch (ConfigException e) {
      throw CliException.wrongUse("%s names no usable key: \"%s\"".formatted(option, key));
    }
  }

  private static List<String> values(Pair pair) {
    var values = Arrays.stream(pair.value().split(",", -1)).map(String::strip).distinct().toList();
    if (values.contains("")) {
      throw CliException.wrongUse(
          "--sweep %s has an empty value: %s".formatted(pair.key(), pair.value()));
    }
    return values;
  }

  /** How many combinations there are, as far as it matters. */
  long combinations() {
    var product = 1L;
    for (var values : sweeps.values()) {
      product = Math.min(MOST_VALUES * 1_000L, product * values.size());
    }
    return product;
  }

  /** Every combination; one without anything when nothing is set. */
  List<Config> all() {
    var all = new ArrayList<Config>();
    all.add(with(ConfigFactory.empty(), set));
    for (var sweep : sweeps.entrySet()) {
      var longer = new ArrayList<Config>();
      for (var config : all) {
        for (var value : sweep.getValue()) {
          longer.add(with(config, sweep.getKey(), value));
        }
      }
      all.clear();
      all.addAll(longer);
    }
    return all;
  }

  private static Config with(Config config, SequencedMap<String, String> set) {
    var result = config;
    for (var each : set.entrySet()) {
      result = with(result, each.getKey(), each.getValue());
    }
    return result;
  }

  /** A value as a file would have it: a list in brackets, else a text. */
  private static Config with(Config config, String key, String value) {
    if (!value.startsWith("[")) {
      return config.withValue(key, ConfigValueFactory.fromAnyRef(value));
    }
    try {
      return config.withValue(key, ConfigFactory.parseString("it = " + value).getValue("it"));
    } catch (ConfigException e) {
      throw CliException.wrongUse("%s has no readable list: %s".formatted(key, value));
    }
  }
}
