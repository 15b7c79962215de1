package dev.sheaf.policies.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
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
    for (double c = 0; c <= 1; c += .01) {
      for (var policy : ItemPolicy.values()) {
        assertTrue(policy.expectedHits(c, 5).orElse(0) <= ExpectedHits.fillAndKeep(c) + 1e-12);
      }
    }
  }

  @Test
  void aShareThatIsNoShareIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ExpectedHits.firstInFirstOut(1.1));
    assertThrows(IllegalArgumentException.class, () -> ExpectedHits.randomVictim(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> ExpectedHits.leastFrequentlyRead(.1, 1));
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
