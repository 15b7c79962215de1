package dev.sheaf.policies.substitution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SampleSetProperties {
  @Test
  void itHoldsWhatAnyOtherSetWouldHold() {
    for (long seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      var set = new SampleSet(40);
      var model = new BitSet();
      for (int step = 0; step < 500; step++) {
        var id = random.nextInt(40);
        if (random.nextBoolean()) {
          set.add(id);
          model.set(id);
        } else {
          set.remove(id);
          model.clear(id);
        }
        var members = new BitSet();
        for (int place = 0; place < set.size(); place++) {
          members.set(set.at(place));
        }
        assertEquals(model, members, "seed " + seed);
        assertEquals(model.cardinality(), set.size(), "seed " + seed);
        assertEquals(model.get(id), set.contains(id), "seed " + seed);
      }
    }
  }
}
