package dev.sheaf.policies.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VictimChoiceTest {
  private static final ModelCopy USED_AND_OLD = new ModelCopy("a", 10, 2, 1, 1, 9);
  private static final ModelCopy IDLE_AND_NEW = new ModelCopy("b", 10, 0, 3, 5, 1);
  private static final ModelCopy IDLE_AND_MIDDLE = new ModelCopy("c", 40, 0, 2, 7, 4);
  private static final List<ModelCopy> ALL = List.of(USED_AND_OLD, IDLE_AND_NEW, IDLE_AND_MIDDLE);

  @Test
  void onlyIdleModelsLeaveAndInTheirOrder() {
    assertEquals(Optional.of(List.of("b")), new IdleVictims(EvictionOrder.LRU).choose(ALL, 5));
    assertEquals(Optional.of(List.of("c")), new IdleVictims(EvictionOrder.FIFO).choose(ALL, 5));
    assertEquals(Optional.of(List.of("b")), new IdleVictims(EvictionOrder.LCU).choose(ALL, 5));
    assertEquals(
        Optional.of(List.of("c")),
        new IdleVictims(EvictionOrder.BIG_AND_COLD)
            .choose(
                List.of(
                    new ModelCopy("b", 4096, 0, 1, 6, 1), new ModelCopy("c", 40_960, 0, 2, 5, 1)),
                5));
    assertEquals(Optional.empty(), new IdleVictims(EvictionOrder.LRU).choose(ALL, 51));
    assertEquals(Optional.empty(), new IdleVictims(EvictionOrder.NEVER).choose(ALL, 1));
  }

  @Test
  void asReleasedTheFirstByNameLeavesThoughItIsUsed() {
    assertEquals(
        Optional.of(List.of("a")), new VictimsAsReleased(EvictionOrder.LRU).choose(ALL, 5));
    assertEquals(Optional.empty(), new VictimsAsReleased(EvictionOrder.EAGER).choose(ALL, 5));
  }
}
