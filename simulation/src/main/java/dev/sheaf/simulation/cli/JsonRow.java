package dev.sheaf.simulation.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sheaf.simulation.experiment.Expectation;
import dev.sheaf.simulation.experiment.Row;
import dev.sheaf.simulation.report.Study;
import dev.sheaf.simulation.report.Trial;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code simulate --json}: a case under a seed, and one thing expected of it.
 *
 * @param metrics every figure; null where it is not a number
 * @param standardErrors of the figures that are means of chances
 * @param pass false only for a binding figure that was missed; null when nothing is expected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JsonRow(
    String scenario,
    @JsonProperty("case") String label,
    long seed,
    String policy,
    @JsonInclude(JsonInclude.Include.ALWAYS) SortedMap<String, @Nullable Double> metrics,
    SortedMap<String, Double> standardErrors,
    Map<String, String> parameters,
    @Nullable Oracle oracle,
    @Nullable String verdict,
    @Nullable Boolean pass) {

  /**
   * What was expected.
   *
   * @param name the metric
   * @param tolerance how far off it may be, sigmas applied
   * @param bound near, atMost or atLeast
   * @param standing binding, notEnoughPublished or knownToDiffer
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Oracle(
      String name,
      double value,
      double tolerance,
      String bound,
      String standing,
      String source,
      String why) {}

  /** All rows of all cases. */
  static List<JsonRow> of(List<Study> studies) {
    return studies.stream()
        .flatMap(study -> study.trials().stream())
        .flatMap(trial -> trial.rows().stream().map(row -> of(trial, row)))
        .toList();
  }

  private static JsonRow of(Trial trial, Row row) {
    var expected = row.expectation();
    return new JsonRow(
        row.scenario(),
        row.label(),
        row.seed(),
        row.measured().policy(),
        finite(row.measured().figures()),
        errors(row),
        trial.prepared().parameters(),
        expected == null ? null : oracle(row, expected),
        expected == null ? null : camel(Objects.requireNonNull(row.verdict())),
        expected == null ? null : row.pass());
  }

  private static Oracle oracle(Row row, Expectation expected) {
    return new Oracle(
        expected.metric(),
        expected.value(),
        expected.allowed(row.measured().standardError(expected.metric())),
        camel(expected.bound()),
        camel(expected.standing()),
        expected.source(),
        expected.why());
  }

  private static SortedMap<String, Double> errors(Row row) {
    var errors = new TreeMap<String, Double>();
    for (var name : row.measured().figures().keySet()) {
      var error = row.measured().standardError(name);
      if (error > 0 && Double.isFinite(error)) {
        errors.put(name, error);
      }
    }
    return errors;
  }

  /** JSON has no number for what was not measured. */
  private static SortedMap<String, @Nullable Double> finite(SortedMap<String, Double> figures) {
    var finite = new TreeMap<String, @Nullable Double>();
    figures.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
    return finite;
  }

  /** {@code NOT_REPRODUCED} as {@code notReproduced}. */
  static String camel(Enum<?> value) {
    var words = value.name().split("_", -1);
    var camel = new StringBuilder(words[0].toLowerCase(java.util.Locale.ROOT));
    for (int i = 1; i < words.length; i++) {
      camel
          .append(words[i].charAt(0))
          .append(words[i].substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return camel.toString();
  }
}
