package dev.sheaf.node.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FaultPlanTest {
  private static final List<FaultKind> ALL = List.of(FaultKind.values());

  private static List<Fault> first(long seed, int count) {
    var plan = new FaultPlan(seed, ALL, 3);
    return IntStream.range(0, count).mapToObj(plan::fault).toList();
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    assertEquals(first(7, 60), first(7, 60));
    assertNotEquals(first(7, 60), first(8, 60));
  }

  @Test
  void aFaultDoesNotDependOnThoseBeforeIt() {
    assertEquals(first(7, 60).get(41), new FaultPlan(7, ALL, 3).fault(41));
  }

  @Test
  void everyRoundHasEveryKindOnce() {
    var faults = first(3, 3 * ALL.size());
    for (int round = 0; round < 3; round++) {
      var kinds = EnumSet.noneOf(FaultKind.class);
      faults
          .subList(round * ALL.size(), (round + 1) * ALL.size())
          .forEach(fault -> kinds.add(fault.kind()));
      assertEquals(EnumSet.allOf(FaultKind.class), kinds);
    }
  }

  @Test
  void theOrderOfKindsGivenDoesNotMatter() {
    assertEquals(new FaultPlan(5, ALL.reversed(), 3).fault(9), new FaultPlan(5, ALL, 3).fault(9));
  }

  @Test
  void twoEndsAreTwoNodesAndHoldsAreWithinTheirBounds() {
    for (var fault : first(11, 300)) {
      assertNotEquals(fault.victim(), fault.other());
      assertTrue(fault.victim() >= 0 && fault.victim() < 3, fault.text());
      assertTrue(fault.other() >= 0 && fault.other() < 3, fault.text());
      var isShorter = fault.number() / ALL.size() % 2 != 0;
      var least = fault.kind().leastMillis() / (isShorter ? 9 : 1);
      assertTrue(fault.holdMillis() >= least, fault.text());
      assertTrue(fault.holdMillis() <= fault.kind().mostMillis(), fault.text());
    }
  }

  @Test
  void aPackedRoundHasWhatMakesNobodySilentBesideWhatDoes() {
    var turns = new FaultPlan(5, FaultKind.SHORT, 3).packed();
    assertEquals(3, turns.size(), turns.toString());
    assertEquals(3, turns.getFirst().size(), turns.toString());
    assertEquals(
        EnumSet.copyOf(FaultKind.SHORT),
        turns.stream()
            .flatMap(List::stream)
            .map(Fault::kind)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class))));
    for (var turn : turns) {
      assertEquals(1, turn.stream().filter(fault -> !Inflicting.suspects(fault).isEmpty()).count());
    }
    var quiet = new FaultPlan(5, List.of(FaultKind.FLIP, FaultKind.STORE), 3).packed();
    assertEquals(List.of(2), quiet.stream().map(List::size).toList());
  }

  @Test
  void aPlanOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new FaultPlan(1, List.of(), 3));
  }

  @Test
  void wordsNameKinds() {
    for (var kind : FaultKind.values()) {
      assertEquals(kind, FaultKind.of(kind.word()).orElseThrow());
    }
    assertTrue(FaultKind.of("earthquake").isEmpty());
  }
}
