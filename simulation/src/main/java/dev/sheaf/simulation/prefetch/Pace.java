package dev.sheaf.simulation.prefetch;

import dev.sheaf.policies.prefetch.Phase;
import dev.sheaf.simulation.experiment.BadScenario;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How fast a consumer would consume for a while, if it never waited.
 *
 * <p>In a scenario: {@code "train 250/s for 120 s"} or {@code "validation 500/s for 60 s"}.
 */
record Pace(Phase phase, double samplesPerSecond, long forNanos) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(train|validation)\\s+(\\d+(?:\\.\\d+)?)/s\\s+for\\s+(\\d+)\\s*(s|min)",
          Pattern.CASE_INSENSITIVE);

  static Pace parse(String text) {
    var match = TEXT.matcher(text.strip());
    if (!match.matches()) {
      throw new BadScenario(
          "jobs.paces must be like \"train 250/s for 120 s\" but one was \"%s\"".formatted(text));
    }
    var seconds =
        Long.parseLong(match.group(3))
            * (match.group(4).toLowerCase(Locale.ROOT).equals("min") ? 60 : 1);
    var rate = Double.parseDouble(match.group(2));
    if (rate <= 0 || rate > 1e6 || seconds < 1 || seconds > 86_400) {
      throw new BadScenario(
          "jobs.paces must be above 0/s up to 1000000/s, for 1 s to 1 day, but one was \"%s\""
              .formatted(text));
    }
    var phase = match.group(1).equalsIgnoreCase("train") ? Phase.TRAINING : Phase.VALIDATION;
    return new Pace(phase, rate, seconds * 1_000_000_000L);
  }

  /** What one sample keeps the consumer busy. */
  long sampleNanos() {
    return Math.max(1, Math.round(1e9 / samplesPerSecond));
  }
}
