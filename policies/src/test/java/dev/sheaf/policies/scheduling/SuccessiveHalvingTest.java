package dev.sheaf.policies.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SuccessiveHalvingTest {
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
}
