package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultScheduleProperties {
  private static FaultSchedule drawn(long seed) {
    return FaultSchedule.drawn(
        new FaultSchedule.Chances(
            List.of(Fault.Kind.values()), 40, 60_000_000_000L, 8, 10 * 3_600_000_000_000L),
        new RandomStream(seed, "faults"));
  }

  @Test
  void whatIsPrintedCanBeReadAgain() {
    for (long seed = 1; seed <= 50; seed++) {
      var schedule = drawn(seed);
      var read = schedule.toString().lines().map(Fault::parse).toList();
      assertEquals(schedule, new FaultSchedule(read), "seed " + seed);
    }
  }

  @Test
  void asManyFaultsComeAsAreExpected() {
    var count = 0;
    for (long seed = 1; seed <= 50; seed++) {
      count += drawn(seed).faults().size();
    }
    // 50 runs of 10 hours with 40 an hour: Poisson, deviation 141.
    assertEquals(20_000, count, 500);
  }

  @Test
  void everyFaultBeginsAndEndsInOrder() {
    for (long seed = 1; seed <= 20; seed++) {
      var timeline = new Timeline();
      var open = new ArrayList<Fault>();
      var schedule = drawn(seed);
      schedule.on(
          timeline,
          new FaultSchedule.Hooks() {
            @Override
            public void begins(Fault fault) {
              assertEquals(fault.atNanos(), timeline.now());
              open.add(fault);
            }

            @Override
            public void ends(Fault fault) {
              assertEquals(fault.atNanos() + fault.lastsNanos(), timeline.now());
              assertTrue(open.remove(fault));
            }
          });
      timeline.run();
      assertTrue(open.isEmpty() && timeline.happened() == 2L * schedule.faults().size());
    }
  }

  @Test
  void aFaultReadsLikeASentence() {
    var fault = Fault.parse("slow-node 1 at 5 s for 60 s by 8");
    assertEquals(new Fault(Fault.Kind.SLOW_NODE, 1, 5_000_000_000L, 60_000_000_000L, 8), fault);
    assertEquals("slow-node 1 at 5000000000 ns for 60000000000 ns by 8.0", fault.toString());
  }
}
