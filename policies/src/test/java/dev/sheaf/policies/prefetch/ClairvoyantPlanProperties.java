package dev.sheaf.policies.prefetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.prefetch.ClairvoyantPlan.Run;
import dev.sheaf.policies.prefetch.SourceChoice.Links;
import dev.sheaf.policies.prefetch.SourceChoice.Source;
import dev.sheaf.policies.prefetch.StagingRing.Reservation.Full;
import dev.sheaf.policies.prefetch.StagingRing.Reservation.Reserved;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ClairvoyantPlanProperties {
  private static final long IMAGENET = 1_281_167;
  private static final BatchSlices SLICES = new BatchSlices(4_003, 64, 4);
  private static final Bandwidths ANY = Bandwidths.constant(1e9);

  private static Run run(boolean asReleased) {
    return new Run(
        SLICES,
        12,
        List.of(
            new StorageClass("memory", 500_000, 4, ANY), new StorageClass("disk", 900_000, 2, ANY)),
        id -> 900 + id % 200,
        asReleased);
  }

  @Test
  void theReuseTailIsThePublishedOne() {
    assertEquals(31_635, new ReuseTail(IMAGENET, 90, 16).samplesReadMoreThan(10), .5);
    assertEquals(69_790, new ReuseTail(IMAGENET, 90, 16).samplesReadMoreThan(9), .5);
    assertEquals(742_342, new ReuseTail(IMAGENET, 90, 8).samplesReadMoreThan(10), .5);
    assertEquals(1_280_079, new ReuseTail(IMAGENET, 90, 4).samplesReadMoreThan(10), .5);
    assertEquals(1, new ReuseTail(10, 3, 1).probabilityOfMoreThan(2));
    assertEquals(0, new ReuseTail(10, 3, 1).probabilityOfMoreThan(3));
    assertEquals(1, new ReuseTail(10, 7, 5).probabilityOfMoreThan(-1), 1e-12);
  }

  @Test
  void aSampledRunAgreesWithTheTail() {
    for (long seed = 1; seed <= 3; seed++) {
      var slices = new BatchSlices(20_000, 80, 8);
      var plan = ClairvoyantPlan.of(new Run(slices, 40, List.of(), id -> 1, false), 3, seed);
      var tail = new ReuseTail(20_000, 40, 8);
      var chance = tail.probabilityOfMoreThan(7);
      var deviation = Math.sqrt(20_000 * chance * (1 - chance));
      assertEquals(20_000 * chance, plan.readMoreThan(7), 3 * deviation, "seed " + seed);
    }
  }

  @Test
  void allNodesComputeTheSamePlanOfANode() {
    var here = ClairvoyantPlan.of(run(false), 2, 9);
    var there = ClairvoyantPlan.of(run(false), 2, 9);
    for (int at = 0; at < 2; at++) {
      assertArrayEquals(here.fill(at), there.fill(at));
      assertTrue(here.fill(at).length > 100);
    }
  }

  @Test
  void slicesPartEveryEpochAmongTheNodes() {
    var order = new PermutationChain(4_003, 1).next();
    var seen = new int[4_003];
    for (int node = 0; node < 4; node++) {
      var reads = SLICES.reads(node, order);
      assertEquals(SLICES.count(node), reads.length);
      Arrays.stream(reads).forEach(id -> seen[id]++);
    }
    assertTrue(Arrays.stream(seen).allMatch(count -> count == 1));
    for (int place = 0; place < 4_003; place++) {
      var at = place;
      var node = SLICES.nodeOf(place);
      assertTrue(Arrays.stream(SLICES.reads(node, order)).anyMatch(id -> id == order[at]));
      place += 37;
    }
  }

  @Test
  void theFastestClassKeepsWhatIsReadMostAndIsFilledInOrderOfFirstAccess() {
    var plan = ClairvoyantPlan.of(run(false), 1, 5);
    var least = Arrays.stream(plan.fill(0)).map(plan::count).min().orElseThrow();
    var most = Arrays.stream(plan.fill(1)).map(plan::count).max().orElseThrow();
    assertTrue(least >= most);
    assertTrue(Arrays.stream(plan.fill(0)).mapToLong(id -> 900 + id % 200).sum() <= 500_000);
    var first = firstAccesses(1, 5);
    for (var fill : List.of(plan.fill(0), plan.fill(1))) {
      for (int i = 1; i < fill.length; i++) {
        assertTrue(first[fill[i - 1]] < first[fill[i]], "place " + i);
      }
    }
  }

  @Test
  void theReleasedCodeFillsTheVeryFirstSampleLate() {
    for (long seed = 1; seed <= 20; seed++) {
      var first = SLICES.reads(1, new PermutationChain(4_003, seed).next())[0];
      var plan = ClairvoyantPlan.of(run(false), 1, seed);
      if (plan.classOf(first) != ClairvoyantPlan.NOWHERE) {
        var at = plan.classOf(first);
        assertEquals(first, plan.fill(at)[0], "seed " + seed);
        var released = ClairvoyantPlan.of(run(true), 1, seed).fill(at);
        assertTrue(released[0] != first, "seed " + seed);
      }
    }
  }

  @Test
  void bandwidthsAreInterpolatedAndHeldOutsideTheirRange() {
    var table = new Bandwidths(new TreeMap<>(Map.of(1, 66.0, 2, 86.0, 8, 326.0)));
    assertEquals(86, table.of(2));
    assertEquals(206, table.of(5));
    assertEquals(326, table.of(64));
    assertEquals(326 / 64.0, table.each(64));
  }

  @Test
  void ofEqualSourcesTheLocalOneIsTakenThenTheRemoteOne() {
    var choice = new SourceChoice(new Links(ANY, 100, 100, false), 1);
    assertEquals(Source.LOCAL, choice.choose(100, 900));
    assertEquals(Source.REMOTE, choice.choose(0, 900));
    assertEquals(Source.REMOTE, choice.choose(99, 100));
    assertEquals(Source.FILE_SYSTEM, choice.choose(99, 99));
    assertEquals(Source.FILE_SYSTEM, choice.choose(0, 0));
    assertEquals(Source.LOCAL, choice.choose(200, 900));
  }

  @Test
  void theReleasedCodeTakesTheBandwidthOfASingleProcess() {
    var table = new Bandwidths(new TreeMap<>(Map.of(1, 66.0, 8, 326.0)));
    var right = new SourceChoice(new Links(table, 2_000, 10_000, false), 8);
    var released = new SourceChoice(new Links(table, 2_000, 10_000, true), 8);
    assertEquals(326 / 8.0, right.fileSystemBytesPerSecond());
    assertEquals(66 / 8.0, released.fileSystemBytesPerSecond());
  }

  @Test
  void theRingGivesSamplesInTheOrderOfAccessHoweverTheyArrive() {
    var ring = new StagingRing(250);
    assertEquals(new Reserved(0), ring.nextToRead(7, 100));
    assertEquals(new Reserved(1), ring.nextToRead(8, 100));
    assertEquals(new Full(), ring.nextToRead(9, 100));
    ring.arrived(1);
    assertTrue(ring.take().isEmpty());
    ring.arrived(0);
    assertEquals(7, ring.take().orElseThrow());
    assertEquals(8, ring.take().orElseThrow());
    assertTrue(ring.take().isEmpty());
    assertEquals(new Reserved(2), ring.nextToRead(9, 900));
    assertEquals(900, ring.usedBytes());
  }

  private static long[] firstAccesses(int node, long seed) {
    var first = new long[4_003];
    Arrays.fill(first, Long.MAX_VALUE);
    var chain = new PermutationChain(4_003, seed);
    var at = 0;
    for (int epoch = 0; epoch < 12; epoch++) {
      for (var id : SLICES.reads(node, chain.next())) {
        first[id] = Math.min(first[id], at++);
      }
    }
    return first;
  }
}
