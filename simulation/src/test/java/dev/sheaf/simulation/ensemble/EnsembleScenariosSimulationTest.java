package dev.sheaf.simulation.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Row;
import dev.sheaf.simulation.experiment.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnsembleScenariosSimulationTest {
  private static List<Row> rows(String name) throws IOException {
    var file = Path.of("scenarios", name + ".conf");
    return Catalogue.experiments().prepare(Scenario.parse(name, Files.readString(file))).stream()
        .flatMap(each -> Experiments.measure(each, 1).stream())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oracles/sharing-rule",
        "fleet-sharing-rule",
        "fleet-rounds",
        "fleet-small-exact",
        "trims-latency",
        "trims-as-released",
        "pocket-sizing",
        "pocket-scaling"
      })
  void everyBindingFigureIsMetAndTheSameSeedMeasuresTheSame(String name) throws IOException {
    var rows = rows(name);
    assertFalse(rows.isEmpty());
    for (var row : rows) {
      assertTrue(row.pass(), () -> name + " " + row.label() + " " + row.expectation());
    }
    assertEquals(figures(rows).toList(), figures(rows(name)).toList(), name);
  }

  private static Stream<String> figures(List<Row> rows) {
    return rows.stream().map(row -> row.label() + row.measured().figures());
  }
}
