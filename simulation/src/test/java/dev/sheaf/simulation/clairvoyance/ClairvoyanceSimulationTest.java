package dev.sheaf.simulation.clairvoyance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Row;
import dev.sheaf.simulation.experiment.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClairvoyanceSimulationTest {
  private static List<Row> rows(Scenario scenario, long seed) {
    return Catalogue.experiments().prepare(scenario).stream()
        .flatMap(each -> Experiments.measure(each, seed).stream())
        .toList();
  }

  private static SortedMap<String, Double> small(String more, long seed) {
    var file =
        """
        experiment = clairvoyant-prefetch
        parameters { dataset.samples = 1000, jobs { nodes = 4, epochs = 5, batch = 8 }, %s }
        """
            .formatted(more);
    return rows(Scenario.parse("small", file), seed).getFirst().measured().figures();
  }

  @ParameterizedTest
  @ValueSource(strings = {"oracles/nopfs-binomial", "nopfs-machines"})
  void theScenarioMeetsWhatBinds(String name) throws IOException {
    var path = "/scenarios/%s.conf".formatted(name);
    try (var file = ClairvoyanceSimulationTest.class.getResourceAsStream(path)) {
      assertTrue(file != null, "no scenario " + path);
      var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      for (var row : rows(Scenario.parse(name, text), 1)) {
        assertTrue(
            row.pass(),
            "simulate %s --seed 1: %s %s but measured %s"
                .formatted(name, row.label(), row.expectation(), row.measured().figures()));
      }
    }
  }

  @Test
  void aWrongGuessOfWhatAPeerHasNeverStalls() {
    for (long seed = 1; seed <= 5; seed++) {
      var figures = small("cache.fractionPerNode = 0.2", seed);
      assertTrue(figures.get("wrongGuessShare") > 0, "seed " + seed);
      assertEquals(1, figures.get("delivered"), "seed " + seed);
      assertEquals(0, figures.get("outOfOrder"), "seed " + seed);
    }
  }

  @Test
  void nothingIsReadBelowTheBound() {
    for (var fraction : new double[] {.02, .1, .25, 1}) {
      var figures = small("cache.fractionPerNode = " + fraction, 2);
      var reads = figures.get("fileSystemReadsPerSample");
      assertTrue(reads >= figures.get("bound") - 1e-9, "%s at %s".formatted(figures, fraction));
    }
  }

  @Test
  void aStepThatComputesLongHidesAllReadsButTheFirst() {
    var figures = small("jobs.computePerSample = 50 ms", 3);
    assertTrue(figures.get("stallShare") < .02, "" + figures);
    assertEquals(1, figures.get("speedup"), .02);
  }

  @Test
  void theSameSeedMeasuresTheSame() {
    assertEquals(small("world.machine = lassen", 4), small("world.machine = lassen", 4));
  }

  @Test
  void anUnknownMachineIsRefused() {
    assertThrows(BadScenario.class, () -> small("world.machine = lasen", 1));
  }
}
