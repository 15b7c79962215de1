package dev.sheaf.simulation.preparation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.Played;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationSimulationTest {
  @ParameterizedTest
  @CsvSource({
    "coordl-coordinated, 1",
    "coordl-coordinated, 2",
    "coordl-ds-analyzer, 1",
    "coordl-published, 1"
  })
  void everythingThatBindsIsMet(String scenario, long seed) {
    assertEquals("", Played.of(scenario, seed).missed());
  }

  @ParameterizedTest
  @CsvSource({"1, 7", "2, 13", "3, 20", "4, 33"})
  void noBatchIsLostOrUsedTwiceWheneverALoaderDies(long seed, int killSeconds) {
    var in =
        new Parameters(
            ConfigFactory.parseString(
                """
                jobs { count = 3, epochs = 2, stepTime = 60 ms }, dataset.batches = 300
                policy.lease = 3 s, faults { loader = 2, killAt = %d s, pauseFor = 6 s }
                """
                    .formatted(killSeconds)));
    var figures = new Preparation().prepare(in).measure(seed).figures();
    assertEquals(2.0, figures.get("epochs"), "seed " + seed);
    assertEquals(0.0, figures.get("missing"), "seed " + seed);
    assertEquals(0.0, figures.get("duplicates"), "seed " + seed);
  }

  @Test
  void aLeaseThatEndsBeforeItsQueueIsRefused() {
    var in = new Parameters(ConfigFactory.parseString("policy { lease = 1 s, mostStaged = 400 }"));
    var refusal = assertThrows(BadScenario.class, () -> new Preparation().prepare(in));
    assertTrue(refusal.getMessage().contains("the 100 batches"), refusal.getMessage());
  }
}
