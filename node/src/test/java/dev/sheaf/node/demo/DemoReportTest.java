package dev.sheaf.node.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.node.comparison.PolicyFigures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The keys that programs read from {@code demo --json}, and what people read instead. */
final class DemoReportTest {
  private static final DemoReport REPORT =
      new DemoReport(
          new DemoReport.Dataset("shapes", 10_000, 10, 43_000_000),
          List.of(
              new DemoReport.Job("member-1", 3, 30_000, 0, 0, 2.3, 0.4, 0.91, 1.5, 0.9),
              new DemoReport.Job("member-2", 3, 30_000, 0, 7, 2.3, 0.5, 0.89, 1.25, 0.9)),
          new DemoReport.Ensemble(0.93, 2),
          new DemoReport.Origin(
              20_000, 160, 86_000_000, 0.333, 0.3, 0.9, 0.3, 0.35, "file, emulating"),
          new DemoReport.Cache(0.4, 17_200_000, 0.8),
          DemoReport.Lambda.OFF,
          List.of(new PolicyFigures("lru", 0.8, 0.3, 0.7, 0.3, 0.2, 9, 8, 7, 0, 0, 1.5)),
          42.5,
          1_411.8,
          7);

  @Test
  void theReportHasTheKeysThatProgramsRead() {
    var report = json();
    assertHas(
        report, "", "dataset jobs ensemble origin cache lambda wallSeconds samplesPerSecond seed");
    assertHas(report, "/dataset", "name samples classes bytes");
    for (int job = 0; job < 2; job++) {
      assertHas(
          report,
          "/jobs/" + job,
          "name epochs samplesDelivered duplicates missing"
              + " trainLossFirst trainLossLast testAccuracy stallSeconds");
    }
    assertHas(report, "/ensemble", "testAccuracy members");
    assertHas(
        report,
        "/origin",
        "reads bytes readsPerSample bound efficiency gets boundSteady readsPerSampleSteady");
    assertHas(report, "/cache", "fraction capacityBytes hitRatio");
    assertHas(report, "/lambda", "nodes chunksRead reclaimed costMicroUsd");
  }

  @Test
  void everyFigureIsANumberAndEveryNameAText() {
    assertFigures("", json());
  }

  @Test
  void figuresStandUnderTheirOwnKeys() {
    var report = json();
    assertEquals(10_000, report.at("/dataset/samples").asLong());
    assertEquals(2, report.at("/jobs").size());
    assertEquals(7, report.at("/jobs/1/missing").asLong());
    assertEquals(0.333, report.at("/origin/readsPerSample").asDouble());
    assertEquals(0.35, report.at("/origin/readsPerSampleSteady").asDouble());
    assertEquals(17_200_000, report.at("/cache/capacityBytes").asLong());
    assertEquals(7, report.at("/seed").asLong());
  }

  @Test
  void theLambdaTierIsZerosWhileItIsOff() {
    for (var figure : json().at("/lambda")) {
      assertEquals(0, figure.asLong());
    }
  }

  @Test
  void theTableNamesEachJobAndTheKindOfOrigin() {
    var table = REPORT.table();
    for (var word : List.of("member-1", "member-2", "30,000", "0.333", "file, emulating")) {
      assertTrue(table.contains(word), () -> word + " is not in: " + table);
    }
  }

  @Test
  void aCacheThatHoldsAllHasNoSteadyReadsToCompare() {
    var table =
        new DemoReport(
                REPORT.dataset(),
                REPORT.jobs(),
                REPORT.ensemble(),
                new DemoReport.Origin(10_000, 80, 43_000_000, 0.1, 0.1, 1, 0, 0, "file"),
                new DemoReport.Cache(1, 43_000_000, 0.9),
                DemoReport.Lambda.OFF,
                List.of(new PolicyFigures("lru", 0.8, 0.3, 0.7, 0.3, 0.2, 9, 8, 7, 0, 0, 1.5)),
                42.5,
                1_411.8,
                7)
            .table();
    assertFalse(table.contains("NaN"), table);
  }

  private static JsonNode json() {
    return new ObjectMapper().valueToTree(REPORT);
  }

  private static void assertHas(JsonNode report, String path, String keys) {
    for (var key : List.of(keys.split(" "))) {
      assertTrue(report.at(path).has(key), () -> path + " has no " + key + ": " + report);
    }
  }

  private static void assertFigures(String name, JsonNode value) {
    if (value.isObject()) {
      value.properties().forEach(field -> assertFigures(field.getKey(), field.getValue()));
    } else if (value.isArray()) {
      value.forEach(element -> assertFigures(name, element));
    } else {
      var named = List.of("name", "kind", "policy").contains(name);
      assertTrue(named ? value.isTextual() : value.isNumber(), () -> name + " was " + value);
    }
  }
}
