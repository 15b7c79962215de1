package dev.sheaf.simulation.division;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.Played;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import org.junit.jupiter.api.Test;

class DivisionSimulationTest {
  @Test
  void everythingThatBindsIsMetAndNoPolicyWaitsLessThanTheBound() {
    for (long seed = 1; seed <= 2; seed++) {
      var played = Played.of("quiver-division", seed);
      assertEquals("", played.missed());
      var bound = played.figure("policy.division=best", "gpuStallSeconds");
      for (var policy : new String[] {"benefitPerByte", "benefitPerByteEnough", "shareBySize"}) {
        assertTrue(
            played.figure("policy.division=" + policy, "gpuStallSeconds") >= bound,
            "seed %d: %s waits less than the bound".formatted(seed, policy));
      }
    }
  }

  @Test
  void aJobOfAnUnknownDatasetIsRefusedWithTheNearest() {
    var in =
        new Parameters(
            ConfigFactory.parseString(
                """
                datasets = ["photos of 1 GB in blocks of 100 MB"]
                jobs.list = ["a reads photo with 1 gpu at 9 MB/s for 1 epoch from 0 s"]
                """));
    var refusal = assertThrows(BadScenario.class, () -> new Division().prepare(in));
    assertEquals(
        "the job a reads the unknown dataset photo: did you mean photos?", refusal.getMessage());
  }
}
