package dev.sheaf.policies.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ensemble.EqualRatePacking.Anchor;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FlotillaProperties {
  private static final List<Packing> PACKINGS =
      List.of(
          new EqualRatePacking(Anchor.FASTEST),
          new EqualRatePacking(Anchor.SLOWEST),
          new MostWork(),
          new OneGpuEach());

  private static List<Member> members(long seed, int count) {
    var members = new ArrayList<Member>();
    for (int i = 0; i < count; i++) {
      var alone = 10.0 + Draw.below(Draw.draw(seed, i), 200);
      var rates = new ArrayList<Double>();
      for (int m = 1; m <= 16; m++) {
        rates.add(alone * m / (1 + 0.1 * (m - 1)));
      }
      members.add(new Member("m%03d".formatted(i), new RateTable(rates)));
    }
    return members;
  }

  @Test
  void aFlotillaNeverTakesMoreThanThereIsAndEveryBerthHasItsPlace() {
    for (long seed = 1; seed <= 300; seed++) {
      var nodes = 1 + (int) Draw.below(Draw.draw(seed, -1), 6);
      var perNode = 1 + (int) Draw.below(Draw.draw(seed, -2), 5);
      var waiting = members(seed, 1 + (int) Draw.below(Draw.draw(seed, -3), 12));
      for (var packing : PACKINGS) {
        var flotilla = packing.pack(waiting, nodes * perNode);
        var says = "seed " + seed + " " + packing.name();
        assertFalse(flotilla.berths().isEmpty(), says);
        assertTrue(flotilla.gpus() <= nodes * perNode, says);
        var used = new int[nodes];
        var places = NodePlacement.place(flotilla, nodes, perNode);
        for (var place : places) {
          place.slices().forEach(slice -> used[slice.node()] += slice.gpus());
        }
        assertEquals(flotilla.berths().size(), places.size(), says);
        assertEquals(
            flotilla.gpus(), places.stream().mapToInt(NodePlacement.Place::gpus).sum(), says);
        for (var taken : used) {
          assertTrue(taken <= perNode, says);
        }
      }
    }
  }

  @Test
  void noFlotillaIsFasterThanTheBoundForAllOfItsMembersAtOnce() {
    for (long seed = 1; seed <= 100; seed++) {
      var members = members(seed, 4);
      var images = List.of(1000.0, 1000.0, 1000.0, 1000.0);
      var bound = LeastRounds.seconds(members, images, 8);
      var together =
          new Flotilla(
              EqualRatePacking.spend(members.stream().map(each -> new Berth(each, 1)).toList(), 4));
      assertTrue(bound <= 1000 / together.rate() + 1e-9, "seed " + seed);
      assertTrue(bound >= 1000 / members.getFirst().rates().on(8) - 1e-9, "seed " + seed);
    }
  }

  /** Rounds that end when somebody has seen all images that it needs. */
  private static double seconds(
      Packing packing, List<Member> members, List<Double> images, int gpus) {
    var left = new TreeMap<String, Double>();
    var waiting = new ArrayList<>(members);
    for (int i = 0; i < members.size(); i++) {
      left.put(members.get(i).id(), images.get(i));
    }
    var seconds = 0.0;
    while (!waiting.isEmpty()) {
      var flotilla = packing.pack(waiting, gpus);
      var ids = flotilla.berths().stream().map(each -> each.member().id()).toList();
      var round = ids.stream().mapToDouble(id -> left.getOrDefault(id, 0.0)).min().orElseThrow();
      seconds += round / flotilla.rate();
      ids.forEach(id -> left.merge(id, -round, Double::sum));
      waiting.removeIf(each -> left.getOrDefault(each.id(), 0.0) <= 1e-6);
    }
    return seconds;
  }

  @Test
  void theMostWorkIsNeverAThirdSlowerThanTheBestRoundsThereAre() {
    var worst = 0.0;
    var sum = 0.0;
    var count = 0;
    for (long seed = 1; seed <= 150; seed++) {
      var members = members(seed, 2 + (int) Draw.below(Draw.draw(seed, -1), 5));
      var gpus = 1 + (int) Draw.below(Draw.draw(seed, -2), 16);
      var images = new ArrayList<Double>();
      for (int i = 0; i < members.size(); i++) {
        images.add(1000.0 * (10 + Draw.below(Draw.draw(seed, i, -3), 41)));
      }
      var bound = LeastRounds.seconds(members, images, gpus);
      var ratio = seconds(new MostWork(), members, images, gpus) / bound;
      assertTrue(ratio >= 1 - 1e-9 && ratio <= 1.3, "seed " + seed + ": " + ratio);
      worst = Math.max(worst, ratio);
      sum += ratio;
      count++;
    }
    System.out.printf(
        "most work against the best rounds: mean %.3f, worst %.3f%n", sum / count, worst);
  }

  @Test
  void oneMemberTakesWhatItNeedsAlone() {
    var member = members(1, 1).getFirst();
    var bound = LeastRounds.seconds(List.of(member), List.of(500.0), 4);
    assertEquals(500 / member.rates().on(4), bound, 1e-9);
    assertThrows(
        IllegalArgumentException.class, () -> LeastRounds.seconds(members(1, 7), List.of(), 4));
  }

  @Test
  void theFasterMemberWastesWhatItWaits() {
    var slow = new Berth(new Member("slow", new RateTable(List.of(50.0))), 1);
    var fast = new Berth(new Member("fast", new RateTable(List.of(100.0, 200.0))), 2);
    var flotilla = new Flotilla(List.of(slow, fast));
    assertEquals(50, flotilla.rate());
    assertEquals(0.75, flotilla.waste(fast), 1e-12);
    assertEquals(0.5, flotilla.rateMismatch(), 1e-12);
  }

  @Test
  void membersFillWholeNodesBeforeTheyShareOne() {
    var flotilla =
        new Flotilla(
            members(1, 3).stream()
                .map(each -> new Berth(each, each.id().equals("m001") ? 5 : 1))
                .toList());
    var places = NodePlacement.place(flotilla, 2, 4);
    assertEquals("m001", places.getFirst().member());
    assertEquals(4, places.getFirst().slices().getFirst().gpus());
    assertEquals(List.of(1), places.get(1).slices().stream().map(each -> each.node()).toList());
  }

  @Test
  void betweenTwoPilotsTheRateIsAStraightLine() {
    var measured = new TreeMap<Integer, Double>();
    measured.put(1, 10.0);
    measured.put(4, 40.0);
    var table = RateTable.interpolated(measured);
    assertEquals(List.of(10.0, 20.0, 30.0, 40.0), table.imagesPerSecond());
    assertEquals(40, table.on(9));
    measured.remove(1);
    assertThrows(IllegalArgumentException.class, () -> RateTable.interpolated(measured));
  }
}
