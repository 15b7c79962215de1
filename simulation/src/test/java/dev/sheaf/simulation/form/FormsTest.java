package dev.sheaf.simulation.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.Played;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormsTest {
  @ParameterizedTest
  @ValueSource(strings = {"seneca-model", "seneca-splits", "seneca-published"})
  void everythingThatBindsIsMet(String scenario) {
    var played = Played.of(scenario, 1);
    assertEquals("", played.missed());
  }

  @Test
  void theSplitsThatDifferFromTableSixAreElevenOfFifteen() {
    var far =
        Played.of("seneca-splits", 1).rows().stream()
            .filter(row -> row.measured().figures().getOrDefault("pointsFromPublished", 0.0) > 5)
            .count();
    assertEquals(11, far);
  }

  @Test
  void aSplitThatIsNoneIsRefused() {
    var in = new Parameters(ConfigFactory.parseString("policy.split = half"));
    var refusal = assertThrows(BadScenario.class, () -> new Forms().prepare(in));
    assertTrue(refusal.getMessage().startsWith("policy.split must be best or a split such as"));
  }
}
