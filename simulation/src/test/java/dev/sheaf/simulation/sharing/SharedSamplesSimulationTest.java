package dev.sheaf.simulation.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Row;
import dev.sheaf.simulation.experiment.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedSamplesSimulationTest {
  private static Scenario scenario(String name) throws IOException {
    try (var file = Scenario.class.getResourceAsStream("/scenarios/" + name + ".conf")) {
      if (file == null) {
        throw new IllegalArgumentException("no scenario is called " + name);
      }
      return Scenario.parse(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static List<Row> rows(Scenario scenario, long seed) {
    return Catalogue.experiments().prepare(scenario).stream()
        .flatMap(each -> Experiments.measure(each, seed).stream())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oracles/shared-uses-staggered",
        "oracles/shared-active-need",
        "oracles/seneca-ods-as-released",
        "oracles/pinned-window-staggered",
        "quiver-blocks"
      })
  void theFiguresThatBindAreMet(String name) throws IOException {
    for (var row : rows(scenario(name), 3)) {
      assertTrue(row.pass(), () -> "%s %s: %s".formatted(name, row.label(), row));
    }
  }

  @Test
  void noPolicyDeliversASampleTwiceOrNever() {
    for (var policy : List.of("lru", "minio", "ods", "ods-active", "pinned-window", "quiver")) {
      var text =
          """
          experiment = shared-samples
          parameters {
            dataset.samples = 301
            cache.fraction = 0.3
            jobs { count = 3, batch = 7, epochs = 3, staggerEpochs = 1, speeds = [1, 3] }
            policy.name = %s
          }
          """
              .formatted(policy);
      for (var row : rows(Scenario.parse("it", text), 5)) {
        assertEquals(0, row.measured().figures().get("duplicates"), policy);
        assertEquals(0, row.measured().figures().get("missing"), policy);
        assertTrue(row.measured().figures().get("mostHeldSamples") <= 90, policy);
      }
    }
  }
}
