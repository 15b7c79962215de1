package dev.sheaf.policies.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SlotTableProperties {
  @Test
  void theChunksOfAStripeAreOnDistinctNodes() {
    var table = SlotTable.even(14);
    for (long key = 1; key <= 2_000; key++) {
      assertEquals(12, new HashSet<>(table.place(key, 12)).size(), "key " + key);
    }
  }

  @Test
  void aNodeOfTwiceTheWeightGetsAboutTwiceTheChunks() {
    var table = SlotTable.of(new int[] {2, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    var counts = new int[10];
    for (long key = 1; key <= 20_000; key++) {
      table.place(key, 1).forEach(node -> counts[node]++);
    }
    assertEquals(2.0 / 11, counts[0] / 20_000.0, 0.01);
    assertEquals(1.0 / 11, counts[5] / 20_000.0, 0.01);
  }

  @Test
  void onlyWhatADrainedNodeHeldMoves() {
    var before = SlotTable.even(50);
    var after = before.drained(7);
    assertEquals(before.version() + 1, after.version());
    assertEquals(49, after.nodes());
    for (long key = 1; key <= 5_000; key++) {
      var was = before.place(key, 1);
      var is = after.place(key, 1);
      assertNotEquals(7, is.getFirst(), "key " + key);
      assertTrue(was.getFirst() == 7 || was.equals(is), "key " + key);
    }
  }
}
