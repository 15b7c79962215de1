package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.functions.Reclamation;
import dev.sheaf.policies.functions.Reclamation.Strike;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.kernel.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReclamationTest {
  private static final long HOUR = 3_600_000_000_000L;

  private static long taken(Reclamation model, long hours) {
    var chance = new RandomStream(5, "reclaims");
    var sum = 0L;
    for (var next = model.after(0, chance);
        next.isPresent() && next.get().atNanos() <= hours * HOUR;
        next = model.after(next.get().atNanos(), chance)) {
      sum += next.get().environments();
    }
    return sum;
  }

  @Test
  void steadyReclaimsKeepTheirRate() {
    assertEquals(
        36_000.0, (double) taken(new Reclamation.Steady(36), 1_000), 4 * Math.sqrt(36_000));
  }

  @Test
  void zipfReclaimsKeepTheirMeanAndTheirPeak() {
    var zipf = new Reclamation.ZipfPerMinute(2, 22);
    assertEquals(zipf.mean(), taken(zipf, 1_000) / 60_000.0, 0.05);
    assertEquals(0, zipf.drawn(0));
    assertEquals(22, zipf.drawn(Math.nextDown(1.0)));
    assertEquals(1, zipf.shares().stream().mapToDouble(each -> each).sum(), 1e-12);
  }

  @Test
  void massReclaimsComeEveryPeriod() {
    assertEquals(4 * 100, taken(new Reclamation.Mass(6 * HOUR, 100), 24));
    assertEquals(0, taken(new Reclamation.Never(), 24));
  }

  @Test
  void aTraceIsReplayedAsItIsWritten() {
    var lines = List.of("seconds,environments", "1.5,2", "60,3");
    var trace = ReclaimTrace.parse("it.csv", lines, 0);
    assertEquals(
        List.of(new Strike(1_500_000_000L, 2), new Strike(60_000_000_000L, 3)), trace.strikes());
    assertEquals(5, taken(trace, 1));
  }

  @Test
  void aBrokenRowIsNamedByItsLineUnlessItIsAllowed() {
    var lines = List.of("seconds,environments", "1,2", "nonsense", "3,0", "4,1");
    var refused = assertThrows(BadScenario.class, () -> ReclaimTrace.parse("it.csv", lines, 1));
    assertTrue(refused.getMessage().startsWith("line 4 of it.csv"), refused.getMessage());
    assertEquals(2, ReclaimTrace.parse("it.csv", lines, 2).strikes().size());
    var headless = List.of("1,2");
    assertThrows(BadScenario.class, () -> ReclaimTrace.parse("it.csv", headless, 9));
  }
}
