package dev.sheaf.policies.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ExpectedHitsTest {
  private static final double TURN = 1 - 1 / StrictMath.E;

  @Test
  void leastRecentlyReadGainsLittleFromACacheOfMostOfTheData() {
    assertEquals(.529, ExpectedHits.leastRecentlyRead(.83), 5e-4);
    assertEquals(0, ExpectedHits.leastRecentlyRead(0), 1e-12);
    assertEquals(1, ExpectedHits.leastRecentlyRead(1), 1e-12);
  }

  @Test
  void leastRecentlyReadOfAFewItemsIsWhatCountingAllOrdersFinds() {
    for (int held = 0; held <= 5; held++) {
      assertEquals(
          hitsOverAllOrders(5, held),
          ExpectedHits.leastRecentlyReadOf(5, held),
          1e-12,
          "of " + held);
    }
    assertEquals(
        ExpectedHits.leastRecentlyRead(.83),
        ExpectedHits.leastRecentlyReadOf(1_000_000, 830_000),
        1e-6);
  }

  @Test
  void firstInFirstOutSolvesItsEquation() {
    for (var c : new double[] {.05, .2, .5, .6, .7, .9}) {
      var misses = missesOfAnEpoch(m -> 1 - Math.max(0, c - m));
      assertEquals(1 - misses, ExpectedHits.firstInFirstOut(c), 1e-6, "c = " + c);
    }
  }

  @Test
  void theTwoBranchesOfFirstInFirstOutMeet() {
    assertEquals(1 / StrictMath.E, ExpectedHits.firstInFirstOut(TURN - 1e-9), 1e-8);
    assertEquals(1 / StrictMath.E, ExpectedHits.firstInFirstOut(TURN + 1e-9), 1e-8);
    assertEquals(1, ExpectedHits.firstInFirstOut(1), 1e-12);
  }

  @Test
  void aRandomVictimSolvesItsEquation() {
    for (var c : new double[] {.05, .2, .5, .9, 1}) {
      var misses = missesOfAnEpoch(m -> 1 - c * StrictMath.exp(-m / c));
      assertEquals(1 - misses, ExpectedHits.randomVictim(c), 1e-6, "c = " + c);
    }
    assertEquals(0, ExpectedHits.randomVictim(0), 1e-12);
  }

  @Test
  void evenMissesAreATableOfTheirOwnAndNearTheTruth() {
    var shares = new double[] {.10, .20, .25, .35, .50, .65, .75, .90};
    var table = new double[] {.0102, .0429, .0686, .1380, .2814, .4635, .6025, .8333};
    for (int at = 0; at < table.length; at++) {
      var even = ExpectedHits.randomVictimOfEvenMisses(shares[at]);
      assertEquals(table[at], even, 5e-5, "c = " + shares[at]);
      assertEquals(ExpectedHits.randomVictim(shares[at]), even, .0023, "c = " + shares[at]);
    }
    assertEquals(ExpectedHits.firstInFirstOut(.1), ExpectedHits.firstInFirstOutOfSmall(.1), .0004);
  }

  @Test
  void leastFrequentlyReadBeginsAsLeastRecentlyReadAndEndsAsFillAndKeep() {
    assertEquals(
        ExpectedHits.leastRecentlyRead(.3), ExpectedHits.leastFrequentlyRead(.3, 2), 1e-12);
    for (int epoch = 2; epoch < 100; epoch++) {
      assertTrue(
          ExpectedHits.leastFrequentlyRead(.3, epoch)
              < ExpectedHits.leastFrequentlyRead(.3, epoch + 1));
    }
    assertEquals(.3, ExpectedHits.leastFrequentlyRead(.3, 1_000_000), 1e-5);
  }

  @Test
  void nothingIsAboveFillAndKeep() {
    for (int held = 0; held <= 100; held++) {
      for (var policy : ItemPolicy.values()) {
        assertTrue(
            policy.expectedHits(100, held, 5).orElse(0)
                <= ExpectedHits.fillAndKeep(held / 100.0) + 1e-12,
            policy + " holding " + held);
      }
    }
  }

  @Test
  void aShareThatIsNoShareIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ExpectedHits.firstInFirstOut(1.1));
    assertThrows(IllegalArgumentException.class, () -> ExpectedHits.randomVictim(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> ExpectedHits.leastFrequentlyRead(.1, 1));
  }

  /** The mean over all orders of a second epoch, after a first in the order of the numbers. */
  private static double hitsOverAllOrders(int items, int held) {
    var orders = orders(items);
    var hits = 0L;
    for (var order : orders) {
      var cache = new LeastRecentlyReadCache(items, held, ItemCache.Departures.UNHEARD);
      IntStream.range(0, items).forEach(item -> cache.read(item, 1));
      hits += order.stream().filter(item -> cache.read(item, 1) == ItemCache.Verdict.HIT).count();
    }
    return hits / (double) orders.size() / items;
  }

  private static List<List<Integer>> orders(int items) {
    if (items == 0) {
      return List.of(List.of());
    }
    var all = new ArrayList<List<Integer>>();
    for (var shorter : orders(items - 1)) {
      for (int place = 0; place < items; place++) {
        var order = new ArrayList<>(shorter);
        order.add(place, items - 1);
        all.add(order);
      }
    }
    return all;
  }

  /** M(1) of M' = rate(M), M(0) = 0, by Heun's method. */
  private static double missesOfAnEpoch(DoubleUnaryOperator rate) {
    var steps = 20_000;
    var m = 0.0;
    for (int step = 0; step < steps; step++) {
      var slope = rate.applyAsDouble(m);
      m += (slope + rate.applyAsDouble(m + slope / steps)) / 2 / steps;
    }
    return m;
  }
}
