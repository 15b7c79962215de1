package dev.sheaf.simulation.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

final class ImportanceSimulationTest {
  private static Scenario scenario(String name) throws IOException {
    var path = "/scenarios/%s.conf".formatted(name);
    try (var file = ImportanceSimulationTest.class.getResourceAsStream(path)) {
      assertTrue(file != null, "no scenario " + path);
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
        "oracles/icache-flags",
        "oracles/icache-selection",
        "icache-epochs",
        "icache-derived",
        "icache-jobs",
        "shade-repetition"
      })
  void theScenarioMeetsWhatBinds(String name) throws IOException {
    var rows = rows(scenario(name), 1);
    assertFalse(rows.isEmpty());
    for (var row : rows) {
      assertTrue(
          row.pass(),
          "simulate %s --seed 1: %s %s but measured %s"
              .formatted(name, row.label(), row.expectation(), row.measured().figures()));
    }
  }

  @Test
  void theSameSeedMeasuresTheSame() throws IOException {
    var scenario =
        Scenario.parse(
            "small",
            """
            experiment = importance-cache
            parameters { dataset.samples = 500, jobs.epochs = 8 }
            """);
    assertEquals(
        rows(scenario, 3).getFirst().measured().figures(),
        rows(scenario, 3).getFirst().measured().figures());
    assertFalse(
        rows(scenario, 3)
            .getFirst()
            .measured()
            .figures()
            .equals(rows(scenario, 4).getFirst().measured().figures()));
  }

  @Test
  void aggregatedImportanceSavesNearlyTheMostAndNeverMore() {
    var file = "experiment = importance-jobs\nparameters { dataset.samples = 3000, runs = 2 }";
    for (long seed = 1; seed <= 5; seed++) {
      var figures = rows(Scenario.parse("jobs", file), seed).getFirst().measured().figures();
      var best = figures.get("savedShareBest");
      var aggregated = figures.get("savedShareAggregated");
      assertTrue(aggregated <= best + 1e-12 && aggregated > .99 * best, "seed " + seed);
      assertTrue(figures.get("savedShareRawLossInflated") < aggregated, "seed " + seed);
    }
  }

  @Test
  void packagesLowerGetsButNotReads() {
    var file =
        """
        experiment = importance-cache
        parameters { dataset.samples = 2000, jobs.epochs = 9 }
        cases = [ {}, { set { policy.packaging = packages } } ]
        """;
    var rows = rows(Scenario.parse("packaging", file), 1);
    var single = rows.get(0).measured().figures();
    var packed = rows.get(1).measured().figures();
    assertEquals(single.get("originReadsPerSample"), packed.get("originReadsPerSample"));
    assertTrue(packed.get("originGetsPerSample") < .95 * single.get("originGetsPerSample"));
  }
}
