package dev.sheaf.simulation;

import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Row;
import dev.sheaf.simulation.experiment.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A scenario of the catalogue, played once. */
public record Played(String name, long seed, List<Row> rows) {
  /** Plays it. */
  public static Played of(String name, long seed) {
    var file = "/scenarios/" + name + ".conf";
    try (var in = Objects.requireNonNull(Played.class.getResourceAsStream(file), file)) {
      var scenario = Scenario.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      var rows =
          Catalogue.experiments().prepare(scenario).stream()
              .flatMap(each -> Experiments.measure(each, seed).stream())
              .toList();
      return new Played(name, seed, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What binds and was missed, in words; empty when nothing was. */
  public String missed() {
    return rows.stream()
        .filter(row -> !row.pass())
        .map(Played::line)
        .collect(Collectors.joining("\n", "", ""));
  }

  /** Every row in words. */
  public String table() {
    return rows.stream().map(Played::line).collect(Collectors.joining("\n"));
  }

  /** A figure of the case with this label. */
  public double figure(String label, String metric) {
    return rows.stream()
        .filter(row -> row.label().equals(label))
        .findFirst()
        .map(row -> Objects.requireNonNull(row.measured().figures().get(metric), metric))
        .orElseThrow(() -> new IllegalArgumentException("no case is labelled " + label));
  }

  private static String line(Row row) {
    var expected = row.expectation();
    if (expected == null) {
      return "%s [%s] seed %d: %s"
          .formatted(row.scenario(), row.label(), row.seed(), row.measured().figures());
    }
    return "%s [%s] seed %d: %s is %s, expected %s %s ± %s: %s"
        .formatted(
            row.scenario(),
            row.label(),
            row.seed(),
            expected.metric(),
            row.measured().figures().get(expected.metric()),
            expected.bound(),
            expected.value(),
            expected.tolerance(),
            row.verdict());
  }
}
