package dev.sheaf.simulation.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command that asks for the same again.
 *
 * @param options what is set and swept, as given
 * @param seeds the option for seeds, and its value
 */
record Invocation(List<String> scenarios, List<String> options, List<String> seeds) {
  private static final Pattern SAFE = Pattern.compile("[\\w./:=,@%+-]+");

  /** To be pasted into a shell. */
  String command() {
    var words = new ArrayList<>(List.of("./sheaf", "simulate"));
    words.addAll(scenarios);
    words.addAll(options);
    words.addAll(seeds);
    return String.join(" ", words.stream().map(Invocation::quoted).toList());
  }

  /** Such as {@code 1} or {@code 1..100}. */
  String seedText() {
    return seeds.getLast();
  }

  /** The same with a further option. */
  Invocation and(String option, Object value) {
    var longer = Stream.concat(options.stream(), Stream.of(option, String.valueOf(value)));
    return new Invocation(scenarios, longer.toList(), seeds);
  }

  /** The same of one scenario. */
  Invocation of(String scenario) {
    return new Invocation(List.of(scenario), options, seeds);
  }

  /** The same under one seed. */
  Invocation under(long seed) {
    return new Invocation(scenarios, options, List.of("--seed", String.valueOf(seed)));
  }

  private static String quoted(String word) {
    return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
