package dev.sheaf.policies.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Slots are divided in virtual time; its unit is a step, after which workers obey. */
final class SlotDivisionProperties {
  private static final int TURN = 20;
  private static final int AGING = 200;

  private static SlotDivision division(Turns turns) {
    return new SlotDivision(new SlotDivision.Terms(turns, TURN, AGING, 5));
  }

  /** Claimants that train as long as they have work, and leave their slots at the end of a step. */
  private static final class World {
    final SlotDivision division;
    final int slots;
    final String says;
    final TreeMap<String, SlotClaim> claims = new TreeMap<>();
    final TreeMap<String, Integer> held = new TreeMap<>();
    final TreeMap<String, Long> served = new TreeMap<>();
    final TreeMap<String, Long> work = new TreeMap<>();
    SortedMap<String, Integer> grants = new TreeMap<>();
    long now;

    World(Turns turns, int slots, String says) {
      this.division = division(turns);
      this.slots = slots;
      this.says = says;
    }

    void arrive(SlotClaim claim, long slotSteps) {
      claims.put(claim.id(), claim);
      held.put(claim.id(), 0);
      served.put(claim.id(), 0L);
      work.put(claim.id(), slotSteps);
      tell();
    }

    /** Says all claims as they are, and holds what must always hold. */
    private void tell() {
      claims.forEach((id, claim) -> division.note(holding(claim, held.getOrDefault(id, 0)), now));
      grants = division.grants(slots, now);
      var taken = 0;
      for (var each : claims.values()) {
        var granted = grants.getOrDefault(each.id(), 0);
        taken += Math.max(granted, held.getOrDefault(each.id(), 0));
        assertEquals(0, granted % each.gangSlots(), () -> says + ": a gang is whole");
        assertTrue(granted <= each.mostSlots(), () -> says + ": " + each + " has " + granted);
      }
      assertTrue(taken <= slots, says + ": " + taken + " slots are taken at " + now);
    }

    private static SlotClaim holding(SlotClaim claim, int slots) {
      return new SlotClaim(
          claim.id(),
          claim.priority(),
          claim.weight(),
          claim.gangSlots(),
          claim.mostSlots(),
          slots);
    }

    /** A step is trained; then who must leaves, and who may begins. */
    void step() {
      now++;
      for (var id : List.copyOf(claims.keySet())) {
        served.merge(id, (long) held.getOrDefault(id, 0), Long::sum);
        if (served.getOrDefault(id, 0L) >= work.getOrDefault(id, 0L)) {
          claims.remove(id);
          held.remove(id);
          division.leave(id, now);
        }
      }
      tell();
      held.replaceAll((id, slots) -> Math.min(slots, grants.getOrDefault(id, 0)));
      tell();
      held.replaceAll((id, slots) -> grants.getOrDefault(id, 0));
      tell();
    }

    int free() {
      return slots - held.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private static SlotClaim claim(String id, int priority, int weight, int gang, int most) {
    return new SlotClaim(id, priority, weight, gang, most, 0);
  }

  @Test
  void slotsAreNeverOverCommittedNorIdleAndNobodyOfTenThousandStarves() {
    for (var turns : Turns.values()) {
      var world = new World(turns, 8, turns + ", seed 1");
      var arrivals = turns == Turns.EARLIEST_DUE ? 10_000 : 1_000;
      var waiting = new TreeMap<String, Long>();
      var longest = 0L;
      var arrived = 0;
      for (int i = 0; arrived < arrivals || !world.claims.isEmpty(); i++) {
        var drawn = Draw.draw(1, i);
        if (arrived < arrivals && Draw.below(drawn, 2) == 0) {
          var gang = 1 << Draw.below(Draw.draw(drawn, 1), 3);
          var id = "t%05d".formatted(arrived++);
          var priority = (int) Draw.below(Draw.draw(drawn, 2), 10);
          var weight = 1 + (int) Draw.below(Draw.draw(drawn, 3), 4);
          var most = gang * (1 + (int) Draw.below(Draw.draw(drawn, 4), 3));
          world.arrive(
              claim(id, priority, weight, gang, most), 1 + Draw.below(Draw.draw(drawn, 5), 20));
          waiting.put(id, world.now);
        }
        world.step();
        var free = world.free();
        for (var each : world.claims.values()) {
          var has = world.held.getOrDefault(each.id(), 0);
          var more = has + each.gangSlots();
          assertTrue(
              each.gangSlots() > free || more > each.usable(world.slots),
              () -> world.says + ": " + each + " could use " + free + " free slots");
          var since = has > 0 ? waiting.remove(each.id()) : null;
          longest = since == null ? longest : Math.max(longest, world.now - since);
        }
        waiting.keySet().retainAll(world.claims.keySet());
        assertTrue(i < 200_000, world.says + ": " + world.claims.size() + " are never served");
      }
      assertTrue(longest <= 12 * AGING, world.says + ": somebody waited " + longest + " steps");
    }
  }

  @Test
  void whoStandsAboveAllOthersRunsAfterOneStepWithAllThatItCanUse() {
    for (long seed = 1; seed <= 200; seed++) {
      var slots = 1 + (int) Draw.below(Draw.draw(seed, -1), 8);
      var world = new World(Turns.EARLIEST_DUE, slots, "seed " + seed);
      for (int i = 0; i < 6; i++) {
        var most = 1 + (int) Draw.below(Draw.draw(seed, i), 8);
        world.arrive(claim("t" + i, (int) Draw.below(Draw.draw(seed, i, 1), 3), 1, 1, most), 1_000);
      }
      for (int i = 0; i < 30 + seed % 50; i++) {
        world.step();
      }
      var gang = 1 + (int) Draw.below(Draw.draw(seed, -2), slots);
      world.arrive(claim("high", 1_000, 1, gang, slots), 1_000);
      world.step();
      assertEquals(slots / gang * gang, world.held.get("high"), world.says);
    }
  }

  @Test
  void whoWaitsBelowAnEndlessCrowdIsServedInTheEnd() {
    var world = new World(Turns.EARLIEST_DUE, 1, "one slot");
    world.arrive(claim("patient", 0, 1, 1, 1), 1_000_000);
    var first = 0L;
    for (int i = 0; i < 20 * AGING && first == 0; i++) {
      world.arrive(claim("t" + i, 9, 1, 1, 1), 1);
      world.step();
      first = world.held.getOrDefault("patient", 0) > 0 ? world.now : 0;
    }
    assertTrue(first > AGING && first <= 11 * AGING, "served after " + first + " steps");
    for (int i = 0; i < 2 * TURN; i++) {
      world.arrive(claim("u" + i, 9, 1, 1, 1), 1_000);
      world.step();
    }
    assertEquals(0, world.held.get("patient"), "and then falls back");
  }

  @Test
  void servedTimeStaysWithinOneTurnOfWhatIsDue() {
    var worst = 0.0;
    for (long seed = 1; seed <= 40; seed++) {
      var slots = 1 + (int) Draw.below(Draw.draw(seed, -1), 4);
      var world = new World(Turns.EARLIEST_DUE, slots, "seed " + seed);
      var wants = new ArrayList<WeightedMaxMin.Want>();
      var count = 2 + (int) Draw.below(Draw.draw(seed, -2), 5);
      for (int i = 0; i < count; i++) {
        var weight = 1 + (int) Draw.below(Draw.draw(seed, i), 5);
        var most = 1 + (int) Draw.below(Draw.draw(seed, i, 1), 3);
        wants.add(new WeightedMaxMin.Want(weight, most));
        world.arrive(claim("t" + i, 3, weight, 1, most), Long.MAX_VALUE);
      }
      var due = WeightedMaxMin.shares(slots, wants);
      world.held.replaceAll((id, any) -> world.grants.getOrDefault(id, 0));
      for (int steps = 1; steps <= 50 * TURN; steps++) {
        world.step();
        for (int i = 0; i < count; i++) {
          var behind = due.get(i) * steps - world.served.getOrDefault("t" + i, 0L);
          worst = Math.max(worst, Math.abs(behind) / TURN);
        }
      }
    }
    assertTrue(worst <= 1 + 1e-9, "somebody was " + worst + " turns from what was due to him");
  }

  @Test
  void withOneSlotAllKindsOfTurnsGoRound() {
    for (var turns : Turns.values()) {
      var world = new World(turns, 1, turns.name());
      for (var id : List.of("a", "b", "c")) {
        world.arrive(claim(id, 0, 1, 1, 1), Long.MAX_VALUE);
      }
      for (int i = 0; i < 30 * TURN; i++) {
        world.step();
      }
      for (var id : List.of("a", "b", "c")) {
        assertEquals(10 * TURN, world.served.get(id), TURN, turns + " " + id);
      }
    }
  }

  @Test
  void theNewestOfTheLowestGiveWayAndWhatDoesNotFitAboveIsFilledBelow() {
    var world = new World(Turns.EARLIEST_DUE, 3, "three slots");
    world.arrive(claim("middle", 5, 1, 1, 1), 1_000);
    world.arrive(claim("old", 1, 1, 1, 1), 1_000);
    world.arrive(claim("young", 1, 1, 1, 1), 1_000);
    world.step();
    assertEquals(Map.of("middle", 1, "old", 1, "young", 1), world.held);
    world.arrive(claim("high", 9, 1, 1, 1), 1_000);
    assertEquals(Map.of("middle", 1, "old", 1, "young", 0, "high", 0), world.grants);
    world.arrive(claim("again", 0, 1, 1, 1), 1_000);
    assertEquals(1, world.grants.get("old"), "no second victim while slots are on their way");
    world.step();
    assertEquals(1, world.held.get("high"));
    world.arrive(claim("pair", 9, 1, 2, 4), 1_000);
    world.step();
    assertEquals(2, world.held.get("pair"), "of four it could use, in whole pairs");
    assertEquals(1, world.held.get("high"));
    world.division.leave("high", world.now);
    world.claims.remove("high");
    world.held.remove("high");
    world.step();
    assertEquals(1, world.held.get("middle"), "the gap beside a pair is filled from below");
  }

  @Test
  void equalsShareByWeightAndNobodyHasMoreThanHeCanUse() {
    var wants =
        List.of(
            new WeightedMaxMin.Want(1, 10),
            new WeightedMaxMin.Want(3, 10),
            new WeightedMaxMin.Want(4, 1));
    assertEquals(List.of(2.25, 6.75, 1.0), WeightedMaxMin.shares(10, wants));
    assertEquals(List.of(), WeightedMaxMin.shares(10, List.of()));
  }

  @Test
  void whoIsSilentIsGone() {
    var division = division(Turns.EARLIEST_DUE);
    division.note(claim("a", 0, 1, 1, 2), 0);
    assertEquals(Map.of("a", 2), division.grants(2, 0));
    division.note(claim("b", 0, 1, 1, 2), 6);
    assertEquals(Map.of("b", 2), division.grants(2, 6));
  }
}
