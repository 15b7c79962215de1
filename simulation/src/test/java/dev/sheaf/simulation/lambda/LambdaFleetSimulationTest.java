package dev.sheaf.simulation.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.workload.TraceFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LambdaFleetSimulationTest {
  private static final Path DATA = Path.of("..", "..", "shared", "data");
  private static final String SMALL =
      """
      world.prices = "2026"
      world.lambda { nodes = 30, memoryMb = 512, capacity = 200 MB }
      jobs { reads = "made up", objects = 150, objectBytes = 10 MB, readsPerHour = 400 }
      policy { code = "4+2" }
      until = 3 h
      """;

  private static Measured measure(String parameters, long seed) {
    var in = new Parameters(ConfigFactory.parseString(parameters));
    var run = new LambdaFleet(new TraceFiles(List.of(DATA))).prepare(in);
    in.expectNothingElse();
    return run.measure(seed);
  }

  private static double figure(Measured measured, String name) {
    return measured.figures().getOrDefault(name, Double.NaN);
  }

  @Test
  void theSameSeedGivesTheSameTraceAndAnotherSeedAnother() {
    var restless = SMALL + "world.reclaim { models = [poisson, zipf], perHour = 20, most = 3 }";
    var first = measure(restless, 3);
    assertEquals(first.figures(), measure(restless, 3).figures());
    assertNotEquals(figure(first, "traceHash"), figure(measure(restless, 4), "traceHash"));
  }

  @Test
  void withoutReclaimsEverythingThatWasReadOnceIsFoundAgain() {
    var measured = measure(SMALL, 1);
    assertEquals(
        figure(measured, "reads") - 150,
        figure(measured, "reads") * figure(measured, "hitRatio"),
        1e-6);
    assertEquals(30, figure(measured, "coldStarts"));
    assertEquals(1, figure(measured, "availabilityRatio"));
  }

  @Test
  void reclaimsCostHitsAndABackupGivesMostOfThemBack() {
    var taken = SMALL + "world.reclaim { models = [poisson], perHour = 30 }\n";
    var bare = measure(taken, 1);
    var backedUp = measure(taken + "policy.backup { every = 5 min, billed = 1 s }", 1);
    assertTrue(figure(bare, "resets") > 0, "too quiet to show anything");
    assertTrue(figure(backedUp, "resets") < figure(bare, "resets"));
    assertTrue(figure(backedUp, "backupUsd") > 0);
  }

  @Test
  void repairAtOnceFindsMoreThanRepairOnRead() {
    var taken = SMALL + "world.reclaim { models = [poisson], perHour = 30 }\n";
    var onRead = measure(taken, 1);
    var atOnce = measure(taken + "policy.repair = atOnce", 1);
    assertTrue(figure(atOnce, "availabilityRatio") > figure(onRead, "availabilityRatio"));
    assertTrue(figure(atOnce, "objectsRestored") > 0);
  }

  @Test
  void everyReadEndsAlsoWhenAnswersGetLostAndEnvironmentsAreTaken() {
    for (long seed = 1; seed <= 3; seed++) {
      var measured =
          measure(
              SMALL
                  + "faults.lostAnswers = 0.1, policy.read = data\n"
                  + "world.reclaim { models = [poisson, mass], perHour = 30, every = 1 h, environments = 10 }",
              seed);
      assertTrue(figure(measured, "reads") > 900, "seed " + seed);
      assertTrue(figure(measured, "invariantChecks") > 1_000, "seed " + seed);
    }
  }

  @Test
  void aFleetThatIsTooSmallEvictsAndNeverHoldsMoreThanItCan() {
    var measured = measure(SMALL.replace("capacity = 200 MB", "capacity = 20 MB"), 1);
    assertTrue(figure(measured, "hitRatio") < 0.5);
    assertTrue(figure(measured, "hitRatio") > 0.1);
  }

  @Test
  void theFirstHoursOfTheRegistryTraceAreServed() {
    Assumptions.assumeTrue(
        Files.exists(DATA.resolve("dal09_10mb_50h.csv.gz")),
        "the registry trace is not here: ../../shared/data/dal09_10mb_50h.csv.gz");
    var measured = measure("until = 3 h, policy.runPatience = 1 s", 1);
    assertTrue(figure(measured, "reads") > 1_000);
    assertTrue(figure(measured, "hitRatio") > 0.2 && figure(measured, "hitRatio") < 0.6653);
    assertEquals(2, measured.curves().stream().map(Measured.Curve::chart).distinct().count());
  }

  @Test
  void aWrongParameterIsNamed() {
    var unknown = SMALL + "world.reclaim.models = [possion]";
    var refused = assertThrows(BadScenario.class, () -> measure(unknown, 1)).getMessage();
    assertTrue(refused.contains("possion") && refused.contains("poisson"), refused);
    var few = SMALL.replace("nodes = 30", "nodes = 5");
    assertThrows(BadScenario.class, () -> measure(few, 1));
  }
}
