package dev.sheaf.simulation.prefetch;

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

class PrefetchSimulationTest {
  @ParameterizedTest
  @CsvSource({
    "prisma-tuned, 1",
    "prisma-tuned, 2",
    "prisma-tuned, 3",
    "prisma-as-released, 1",
    "prisma-throttled, 1",
    "prisma-published, 1"
  })
  void everythingThatBindsIsMet(String scenario, long seed) {
    assertEquals("", Played.of(scenario, seed).missed());
  }

  @Test
  void theSameSeedMeasuresTheSame() {
    var first = Played.of("prisma-throttled", 7).table();
    assertEquals(first, Played.of("prisma-throttled", 7).table());
  }

  @Test
  void aPaceThatIsNoneIsRefused() {
    var in = new Parameters(ConfigFactory.parseString("jobs.paces = [\"run 3/s\"]"));
    var refusal = assertThrows(BadScenario.class, () -> new Prefetching().prepare(in));
    assertTrue(refusal.getMessage().contains("train 250/s for 120 s"), refusal.getMessage());
  }
}
