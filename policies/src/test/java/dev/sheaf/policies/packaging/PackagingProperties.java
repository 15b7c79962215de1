package dev.sheaf.policies.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackagingProperties {
  private static final PackageForming FOUR_MEGABYTES = new PackageForming(4_000_000);

  private static long size(int id) {
    return 20_000 + Draw.below(Draw.draw(5, id), 200_000);
  }

  private static void assertHoldsOnce(BitSet ids, List<DerivedPackage> packages) {
    var held = packages.stream().flatMapToInt(DerivedPackage::ids).sorted().toArray();
    assertTrue(IntStream.of(held).distinct().count() == held.length);
    ids.stream().forEach(id -> assertTrue(Arrays.binarySearch(held, id) >= 0, "id " + id));
  }

  @Test
  void aReadBringsAsManySamplesAsAPackageHolds() {
    var ids = IntStream.range(0, 5_000).toArray();
    var formed = FOUR_MEGABYTES.form(0, ids, PackagingProperties::size, 1);
    var all = new BitSet();
    all.set(0, 5_000);
    assertHoldsOnce(all, formed);
    formed.forEach(each -> assertTrue(each.sizeBytes() <= 4_000_000));
    var mean = IntStream.of(ids).mapToLong(PackagingProperties::size).sum() / 5_000.0;
    assertEquals(4_000_000 / mean, 5_000.0 / formed.size(), 2.5);
  }

  @Test
  void aSampleLargerThanAPackageHasOneOfItsOwn() {
    var formed = FOUR_MEGABYTES.form(0, new int[] {0, 1, 2}, id -> 5_000_000, 1);
    assertEquals(3, formed.size());
    assertThrows(IllegalArgumentException.class, () -> new PackageForming(1_000_000));
  }

  @Test
  void aRollKeepsEveryHighSampleInExactlyOnePackage() {
    for (long seed = 1; seed <= 5; seed++) {
      var packages = new DerivedPackages(FOUR_MEGABYTES, 0.5, seed);
      for (int epoch = 0; epoch < 8; epoch++) {
        var high = high(seed, epoch);
        var roll = packages.roll(epoch, high, PackagingProperties::size);
        assertHoldsOnce(high, packages.packages());
        assertEquals(packages.packages().size(), roll.kept().size() + roll.sealed().size());
      }
    }
  }

  @Test
  void aRollRewritesOnlyWhatHasChanged() {
    var packages = new DerivedPackages(FOUR_MEGABYTES, 0.5, 1);
    var first = packages.roll(0, high(1, 0), PackagingProperties::size);
    var same = packages.roll(1, high(1, 0), PackagingProperties::size);
    var next = packages.roll(2, high(1, 1), PackagingProperties::size);
    assertEquals(0, same.sealedBytes());
    assertTrue(next.sealedBytes() > 0 && next.sealedBytes() < first.sealedBytes() / 2);
  }

  @Test
  void theQueueNeverHoldsMoreThanItsBoundsAndGivesEachSampleAwayOnce() {
    var queue = new ReadAheadQueue(new EndlessPermutation(100, 3), 10, 5);
    for (int turn = 0; turn < 15; turn++) {
      queue.arrived(queue.nextToRead(id -> id % 2 == 0).orElseThrow());
    }
    assertTrue(queue.nextToRead(id -> true).isEmpty());
    assertEquals(15, queue.size());
    var given = new BitSet();
    for (var each = queue.atHand(); each.hasNext(); ) {
      var id = each.nextInt();
      assertTrue(id % 2 == 0 && !given.get(id));
      given.set(id);
    }
    assertEquals(15, given.cardinality());
  }

  @Test
  void aWalkOnWhichNothingIsWantedEnds() {
    var queue = new ReadAheadQueue(new EndlessPermutation(100, 3), 10, 5);
    assertTrue(queue.nextToRead(id -> false).isEmpty());
  }

  @Test
  void everyRoundOfTheEndlessWalkHasEverySampleInAnotherOrder() {
    var walk = new EndlessPermutation(64, 7);
    var first = IntStream.range(0, 64).map(i -> walk.next()).toArray();
    var second = IntStream.range(0, 64).map(i -> walk.next()).toArray();
    assertEquals(64, IntStream.of(first).distinct().count());
    assertEquals(64, IntStream.of(second).distinct().count());
    assertTrue(!Arrays.equals(first, second));
  }

  /** Seven tenths of 3000 samples; from epoch to epoch about a tenth of them changes. */
  private static BitSet high(long seed, int epoch) {
    var high = new BitSet();
    for (int id = 0; id < 3_000; id++) {
      var drift = (int) Draw.below(Draw.draw(seed, 1, id), 100);
      high.set(id, (drift + 5 * epoch) % 100 < 70);
    }
    return high;
  }
}
