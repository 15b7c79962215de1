package dev.sheaf.simulation.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command that asks for the same again.
 *
 * @param options what is set and swept, as given
 */
record Invocation(List<String> scenarios, List<String> options, String seeds) {
  private static final Pattern SAFE = Pattern.compile("[\\w./:=,@%+-]+");

  /** To be pasted into a shell. */
  String command() {
    var words = new ArrayList<>(List.of("./sheaf", "simulate"));
    words.addAll(scenarios);
    words.addAll(options);
    words.addAll(List.of(seeds.split(" ", 2)));
    return String.join(" ", words.stream().map(Invocation::quoted).toList());
  }

  /** The same, of one case of one scenario under one seed. */
  Invocation only(String scenario, int number, long seed) {
    var narrowed = new ArrayList<>(options);
    narrowed.addAll(List.of("--case", String.valueOf(number)));
    return new Invocation(List.of(scenario), narrowed, "--seed " + seed);
  }

  private static String quoted(String word) {
    return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
