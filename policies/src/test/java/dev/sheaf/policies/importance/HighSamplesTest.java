package dev.sheaf.policies.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.dataset.PackageTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HighSamplesTest {
  private static final int SAMPLES = 200_000;
  private static final PackageTable TABLE = table(SAMPLES / 50, 50);

  private static PackageTable table(int packages, int each) {
    var counts = new int[packages];
    var sizes = new long[packages];
    Arrays.fill(counts, each);
    Arrays.fill(sizes, each * 10L);
    return PackageTable.of(counts, sizes);
  }

  @Test
  void theMostImportantAreTakenUpToTheirBytes() {
    var importance = Losses.uniform(SAMPLES, 3);
    var most = SAMPLES * 10L / 5;
    var high =
        BitSet.valueOf(
            new HighSamples(TABLE, id -> importance[(int) id]).within(most, id -> 10, 1));
    assertTrue(high.cardinality() * 10L <= most, high.cardinality() + " samples");
    assertEquals(SAMPLES / 5.0, high.cardinality(), SAMPLES * .01);
    var least = high.stream().mapToDouble(id -> importance[id]).min().orElse(0);
    assertTrue(least > .79, "the least important has " + least);
  }

  @Test
  void whatNobodyHasSeenIsNeverAmongThem() {
    var high =
        BitSet.valueOf(
            new HighSamples(TABLE, id -> id % 2 == 0 ? Double.NaN : .5 + id / 1e7)
                .within(SAMPLES * 3L, id -> 10, 1));
    assertTrue(high.cardinality() > 0 && high.stream().allMatch(id -> id % 2 == 1));
  }

  @Test
  void equalImportanceSaysNothing() {
    var samples = new HighSamples(TABLE, id -> .5);
    assertEquals(0, BitSet.valueOf(samples.within(SAMPLES * 3L, id -> 10, 1)).cardinality());
  }

  @Test
  void packagesGoByTheMeanOfWhatIsKnown() {
    var table = table(4, 2);
    double[] importance = {.1, .2, .9, Double.NaN, Double.NaN, Double.NaN, .5, .7};
    var samples = new HighSamples(table, id -> importance[(int) id]);
    assertEquals(List.of(1, 3, 0), samples.packages());
  }
}
