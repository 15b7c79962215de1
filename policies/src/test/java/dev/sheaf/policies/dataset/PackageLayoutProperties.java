package dev.sheaf.policies.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackageLayoutProperties {
  @Test
  void everySampleIsInExactlyOnePackageAndNoPackageIsLargerThanItMustBe() {
    for (long seed = 0; seed < 200; seed++) {
      var sizes = sizes(seed, 1 + (int) Draw.below(Draw.draw(seed, 1), 3_000), 200_000);
      for (var layout : new PackageLayout[] {ofObjects(sizes, seed), ofArchive(sizes, seed)}) {
        var sorted = order(layout);
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(0, sizes.length).toArray(), sorted, "seed " + seed);
        holdSizes(layout, sizes, seed);
      }
    }
  }

  @Test
  void aDatasetIsCutIntoAtLeast512PackagesWithinTheLimitsOfSize() {
    assertEquals(PackageLayout.LEAST_BYTES, PackageLayout.packageBytes(1_000_000));
    assertEquals(6 * PackageLayout.PAGE_BYTES, PackageLayout.packageBytes(51_200_000));
    assertEquals(PackageLayout.MOST_BYTES, PackageLayout.packageBytes(1L << 40));
  }

  @Test
  void anotherSeedGivesAnotherOrderAndTheSameSeedTheSame() {
    var sizes = sizes(7, 500, 1_000);
    var first = order(ofObjects(sizes, 1));
    assertArrayEquals(first, order(ofObjects(sizes, 1)));
    assertFalse(Arrays.equals(first, order(ofObjects(sizes, 2))));
  }

  @Test
  void aPackageOfAnArchiveHasAtMostNineRunsOfNeighbours() {
    var sizes = sizes(3, 40_000, 200_000);
    var layout = ofArchive(sizes, 5);
    var order = order(layout);
    var at = 0;
    for (int count : layout.counts()) {
      var runs = 1;
      for (int i = at + 1; i < at + count; i++) {
        runs += order[i] == order[i - 1] + 1 ? 0 : 1;
      }
      assertTrue(runs <= 9, "runs " + runs);
      at += count;
    }
  }

  @Test
  void anArchiveSortedByClassIsNoticedAndAMixedOneIsNot() {
    var sorted = IntStream.range(0, 1_000).map(i -> i / 100).toArray();
    var mixed = IntStream.range(0, 1_000).map(i -> (int) Draw.below(Draw.draw(1, i), 10)).toArray();
    assertTrue(note(sorted).contains("runs of 100"), note(sorted));
    assertEquals("", note(mixed));
  }

  private static void holdSizes(PackageLayout layout, int[] sizes, long seed) {
    var size = PackageLayout.packageBytes(Arrays.stream(sizes).asLongStream().sum());
    var order = order(layout);
    var at = 0;
    for (int count : layout.counts()) {
      var bytes = 0L;
      for (int i = at; i < at + count; i++) {
        bytes += sizes[order[i]];
      }
      at += count;
      assertTrue(bytes <= size || count == 1, "seed " + seed + ": " + bytes + " > " + size);
    }
    assertEquals(sizes.length, at, "seed " + seed);
  }

  private static PackageLayout ofObjects(int[] sizes, long seed) {
    return PackageLayout.ofObjects(sizes.length, sample -> sizes[sample], seed);
  }

  private static PackageLayout ofArchive(int[] sizes, long seed) {
    return PackageLayout.ofArchive(sizes.length, sample -> sizes[sample], seed);
  }

  private static int[] order(PackageLayout layout) {
    return IntStream.generate(layout.order()::nextInt)
        .limit(IntStream.of(layout.counts()).sum())
        .toArray();
  }

  private static String note(int[] labels) {
    return LabelRuns.note(labels.length, sample -> labels[sample], 10);
  }

  private static int[] sizes(long seed, int samples, int most) {
    return IntStream.range(0, samples)
        .map(i -> 1 + (int) Draw.below(Draw.draw(seed, 2, i), most))
        .toArray();
  }
}
