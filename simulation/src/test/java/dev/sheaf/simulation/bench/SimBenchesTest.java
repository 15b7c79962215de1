package dev.sheaf.simulation.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import dev.sheaf.simulation.workload.SharedTraces;
import dev.sheaf.simulation.workload.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimBenchesTest {
  private static final String SMALL =
      "dataset { samples = 4001, packages = 100 }, jobs { count = 2, batch = 16 }";

  @Test
  void everySampleOfEveryEpochIsDeliveredToEveryJobButForTheLastSteps() {
    var ours = measured(new ImageNetBench(), SMALL + ", jobs.epochs = 5").ours();
    var delivered = ((Number) ours.get("samples")).longValue();
    assertTrue(delivered > 39_000 && delivered <= 2 * 5 * 4_001, "was " + delivered);
    assertTrue(((Number) ours.get("events")).longValue() >= delivered / 16);
    assertEquals(.3, ((Number) ours.get("bound")).doubleValue(), 1e-9);
    assertTrue(((Number) ours.get("originReadsPerSample")).doubleValue() >= .25);
    assertTrue(((Number) ours.get("peakHeapBytes")).longValue() > 0);
  }

  @Test
  void aQuickRunHasThreeEpochs() {
    var quick = measured(new ImageNetBench(), SMALL + ", quick = true");
    assertEquals("3", quick.params().get("jobs.epochs"));
  }

  @Test
  void packagesOfAnOddNumberOfSamplesHoldThemAll() {
    var ours = measured(new ImageNetBench(), SMALL + ", jobs { count = 1, epochs = 2 }").ours();
    assertEquals(2 * 4_001L, ours.get("samples"));
  }

  @Test
  void fewerSamplesThanPackagesAreRefused() {
    var mistake =
        assertThrows(
            BadScenario.class,
            () ->
                new ImageNetBench()
                    .prepare(in("dataset.samples = 99, dataset.packages = 100"), ""));
    assertTrue(String.valueOf(mistake.getMessage()).contains("was 99"), mistake.getMessage());
  }

  @Test
  void aFleetBenchTimesTheScenarioThatItIsGiven(@TempDir Path folder) throws IOException {
    var file = folder.resolve("small.conf");
    Files.writeString(
        file,
        """
        title = "Twenty functions"
        experiment = lambdaFleet
        parameters {
          world.lambda.nodes = 20
          policy.code = "4+2"
          jobs { reads = "made up", objects = 10, readsPerHour = 60 }
        }
        """);
    var bench = new FleetBench(Catalogue.experiments(), ScenarioShelf.in(folder));
    assertEquals(List.of("small"), ScenarioShelf.in(folder).names());
    assertTrue(bench.lacking().isPresent(), "the shelf has another scenario only");
    var ours = measured(bench, "scenario = \"" + file + "\", until = 1 h").ours();
    assertTrue(((Number) ours.get("events")).longValue() > 1_000, "were " + ours.get("events"));
  }

  @Test
  void aReplaySaysBothRatesAndBothHitRatios() {
    var files = SharedTraces.with("dal09_10mb_50h.csv.gz");
    var result = measured(new TraceBench(files), "rounds = 1, passes = 1");
    var anchor = result.anchor();
    assertNotNull(anchor);
    assertEquals("caffeine", anchor.get("name"));
    var ours = ((Number) result.ours().get("requestsPerSecond")).doubleValue();
    var theirs = ((Number) anchor.get("requestsPerSecond")).doubleValue();
    assertEquals(ours / theirs, result.ratio(), 1e-9);
    assertEquals(.638, ((Number) result.ours().get("hitRatio")).doubleValue(), .002);
  }

  @Test
  void aReplayWithoutItsTraceSaysWhereItLooked(@TempDir Path folder) {
    var lacking = new TraceBench(new TraceFiles(List.of(folder))).lacking();
    assertTrue(lacking.orElse("").contains(folder.toString()), lacking::toString);
  }

  private static BenchResult measured(Bench bench, String parameters) {
    var in = in(parameters);
    var prepared = bench.prepare(in, "");
    in.expectNothingElse();
    return prepared.get();
  }

  private static Parameters in(String text) {
    return new Parameters(ConfigFactory.parseString(text));
  }
}
