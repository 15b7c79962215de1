package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class KeyedBijectionProperties {
  @Test
  void everySmallSizeIsPermuted() {
    for (int size = 1; size <= 2000; size++) {
      assertIsPermutation(size, size * 31L);
    }
  }

  @Test
  void bigSizesOfAnyKeyArePermuted() {
    for (long seed = 0; seed < 6; seed++) {
      var random = new Random(seed);
      assertIsPermutation(1 + random.nextInt(300_000), random.nextLong());
    }
  }

  @Test
  void valuesOfHugeSizesStayInRangeAndApart() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      var size = 1_000_000_000L + random.nextLong(1L << 50);
      var order = new KeyedBijection(size, random.nextLong());
      var from = random.nextLong(size - 1000);
      var values = LongStream.range(from, from + 1000).map(order::at).distinct().toArray();
      assertEquals(1000, values.length, "seed " + seed);
      assertTrue(Arrays.stream(values).allMatch(v -> v >= 0 && v < size), "seed " + seed);
    }
  }

  @Test
  void everyPermutationOfThreeComesUpAboutEquallyOften() {
    var counts = new int[27];
    for (long key = 0; key < 60_000; key++) {
      var order = new KeyedBijection(3, key);
      counts[(int) (order.at(0) * 9 + order.at(1) * 3 + order.at(2))]++;
    }
    var seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertEquals(6, seen.length);
    for (var count : seen) {
      assertEquals(10_000, count, 2_000);
    }
  }

  @Test
  void aPlaceIsTakenByEveryValueAboutEquallyOften() {
    var counts = new int[40];
    for (long key = 0; key < 40_000; key++) {
      counts[(int) new KeyedBijection(40, key).at(17)]++;
    }
    for (var count : counts) {
      assertEquals(1000, count, 150);
    }
  }

  @Test
  void anotherKeyGivesAnotherOrder() {
    var first = LongStream.range(0, 100).map(new KeyedBijection(100, 1)::at).boxed().toList();
    var second = LongStream.range(0, 100).map(new KeyedBijection(100, 2)::at).boxed().toList();
    assertNotEquals(first, second);
  }

  private static void assertIsPermutation(int size, long key) {
    var order = new KeyedBijection(size, key);
    var seen = new BitSet(size);
    for (int place = 0; place < size; place++) {
      seen.set((int) order.at(place));
    }
    assertEquals(size, seen.cardinality(), "size " + size + " key " + key);
    assertEquals(size, seen.length(), "size " + size + " key " + key);
  }
}
