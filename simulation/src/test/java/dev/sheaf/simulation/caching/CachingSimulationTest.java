package dev.sheaf.simulation.caching;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Row;
import dev.sheaf.simulation.experiment.Scenario;
import dev.sheaf.simulation.workload.SharedTraces;
import dev.sheaf.simulation.workload.TraceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CachingSimulationTest {
  private static final String TRACE = "dal09_10mb_50h.csv.gz";
  private static final TraceFiles NOWHERE = new TraceFiles(List.of());

  @ParameterizedTest
  @ValueSource(strings = {"lru", "fifo", "random", "clock", "lfu", "minio", "belady"})
  void hitRatiosOverEpochsAreThoseOfTheClosedForms(String policy) throws IOException {
    assertReproduced(NOWHERE, "oracles/" + policy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trace-statistics", "trace-replay"})
  void theRegistryTraceIsReplayedAsPublished(String name) throws IOException {
    assertReproduced(SharedTraces.with(TRACE), "oracles/" + name);
  }

  @Test
  void theSameSeedMeasuresTheSameAndAnotherSeedAnother() {
    var file = "experiment = epochs, parameters { policy = random, dataset.samples = 200 }";
    assertEquals(hitRatio(file, 5), hitRatio(file, 5));
    assertNotEquals(hitRatio(file, 5), hitRatio(file, 6));
  }

  @Test
  void badParametersAreRefusedBeforeAnythingRuns() {
    assertRefused("did you mean fifo?", "experiment = epochs, parameters { policy = fif }");
    assertRefused(
        "dataset.samples times jobs.epochs must be at most",
        "experiment = epochs, parameters { dataset.samples = 10000000, jobs.epochs = 100 }");
    assertRefused(
        "jobs.discardedFirst must be 1..1",
        "experiment = epochs, parameters { jobs { epochs = 2, discardedFirst = 2 } }");
    assertRefused(
        "there is no trace none.csv; looked for",
        "experiment = replay, parameters { trace = none.csv }");
  }

  private static void assertReproduced(TraceFiles files, String name) throws IOException {
    assertAll(rows(files, name, text(name), 1).stream().map(CachingSimulationTest::reproduced));
  }

  private static Executable reproduced(Row row) {
    var expected = row.expectation();
    return () ->
        assertTrue(
            row.pass(),
            () ->
                "%s %s: %s must be %s (%s) but was %s; replay with ./sheaf simulate %s --seed %d"
                    .formatted(
                        row.scenario(),
                        row.label(),
                        expected.metric(),
                        expected.value(),
                        expected.source(),
                        row.measured().figures().get(expected.metric()),
                        row.scenario(),
                        row.seed()));
  }

  private static double hitRatio(String file, long seed) {
    return rows(NOWHERE, "it", file, seed).getFirst().measured().figures().get("hitRatio");
  }

  private static void assertRefused(String why, String file) {
    var refusal = assertThrows(BadScenario.class, () -> rows(NOWHERE, "it", file, 1)).getMessage();
    assertTrue(refusal.contains(why), refusal);
  }

  private static List<Row> rows(TraceFiles files, String name, String file, long seed) {
    var experiments = new Experiments(List.of(new EpochHits(), new TraceReplay(files)));
    return experiments.prepare(Scenario.parse(name, file)).stream()
        .flatMap(each -> Experiments.measure(each, seed).stream())
        .toList();
  }

  private static String text(String name) throws IOException {
    try (var in = CachingSimulationTest.class.getResourceAsStream("/scenarios/" + name + ".conf")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
