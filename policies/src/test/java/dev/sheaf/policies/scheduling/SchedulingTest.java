package dev.sheaf.policies.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchedulingTest {
  @Test
  void noTaskStarvesHoweverManyComeAboveIt() {
    var aging = new AgingPriority(100);
    var waiting = new ArrayList<AgingPriority.Task>();
    waiting.add(new AgingPriority.Task("patient", 0, 0, 0));
    var servedAt = -1L;
    for (long now = 0; now < 10_000 && servedAt < 0; now++) {
      waiting.add(
          new AgingPriority.Task("t" + now, (int) Draw.below(Draw.draw(1, now), 10), 0, now));
      var next = aging.next(waiting, now).orElseThrow();
      waiting.remove(next);
      servedAt = next.id().equals("patient") ? now : -1;
    }
    assertTrue(servedAt >= 0 && servedAt <= 1_000, "served at " + servedAt);
  }

  @Test
  void theHighestPriorityIsNextAndAmongEqualsTheLeastServed() {
    var aging = new AgingPriority(1_000);
    var low = new AgingPriority.Task("low", 1, 0, 0);
    var served = new AgingPriority.Task("served", 2, 50, 0);
    var fresh = new AgingPriority.Task("fresh", 2, 10, 0);
    assertEquals(fresh, aging.next(List.of(low, served, fresh), 5).orElseThrow());
  }

  @Test
  void aTrialGoesOnExactlyWhenItIsAmongTheBestQuarterOnArrival() {
    for (long seed = 1; seed <= 50; seed++) {
      var halving = new SuccessiveHalving(4, 3);
      var restored = new SuccessiveHalving(4, 3);
      var seen = new ArrayList<Double>();
      for (int trial = 0; trial < 16; trial++) {
        double loss = Draw.below(Draw.draw(seed, trial), 1_000_000);
        var better = seen.stream().filter(other -> other <= loss).count();
        seen.add(loss);
        var goesOn = halving.goesOn(0, loss);
        assertEquals(better < Math.max(seen.size() / 4, 1), goesOn, "seed " + seed);
        assertEquals(goesOn, restored.goesOn(0, loss), "seed " + seed);
        var next = new SuccessiveHalving(4, 3);
        next.restore(restored.snapshot());
        restored = next;
      }
    }
    var halving = new SuccessiveHalving(4, 3);
    assertEquals(
        List.of(1L, 4L, 16L),
        List.of(halving.units(0, 16), halving.units(1, 16), halving.units(2, 16)));
    assertFalse(halving.goesOn(2, 0.1));
  }

  @Test
  void workThatDoesNotFitTakesSlotsBackFromTheLowestAndNewest() {
    var old = new PriorityFit.Task("old", 2, 1, 1, true);
    var young = new PriorityFit.Task("young", 2, 1, 2, true);
    var high = new PriorityFit.Task("high", 3, 5, 3, true);
    var gap = new PriorityFit.Task("gap", 1, 1, 4, true);
    var firm = new PriorityFit.Task("firm", 1, 1, 5, false);
    var verdict = PriorityFit.decide(1, 0, List.of(firm, gap, high), List.of(old, young));
    assertEquals(List.of("young"), verdict.preempts());
    assertEquals(List.of("gap"), verdict.starts());
    var again = PriorityFit.decide(0, 2, List.of(high), List.of(old));
    assertTrue(again.preempts().isEmpty(), "slots are on their way");
    var vain =
        PriorityFit.decide(0, 0, List.of(new PriorityFit.Task("x", 9, 5, 6, true)), List.of(old));
    assertTrue(vain.preempts().isEmpty(), "not enough even so");
  }
}
