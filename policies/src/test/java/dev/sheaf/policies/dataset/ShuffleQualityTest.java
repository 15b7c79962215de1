package dev.sheaf.policies.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ledger.KeyedBijection;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class ShuffleQualityTest {
  private static final int SAMPLES = 20_000;

  @Test
  void anOrderByIdHasNone() {
    assertEquals(0, of(i -> i), 1e-3);
  }

  @Test
  void aUniformOrderHasAboutOne() {
    for (long seed = 1; seed <= 5; seed++) {
      var order = new KeyedBijection(SAMPLES, seed);
      assertEquals(1, of(order::at), 2e-3, "seed " + seed);
    }
  }

  @Test
  void aFewOpenPackagesAreInBetweenAndMoreOfThemAreBetter() {
    var two = of(i -> i % 2 * (SAMPLES / 2) + i / 2);
    var mixed = of(inGroups(8));
    var better = of(inGroups(64));
    assertTrue(two < 0.2, "two packages in turn: " + two);
    assertTrue(two < mixed && mixed < better, two + " < " + mixed + " < " + better);
  }

  @Test
  void tooFewStepsSayNothing() {
    var quality = new ShuffleQuality(SAMPLES);
    for (int i = 0; i < 512; i++) {
      quality.next(i);
    }
    assertTrue(Double.isNaN(quality.quality()));
  }

  @Test
  void aDatasetHasSamples() {
    assertThrows(IllegalArgumentException.class, () -> new ShuffleQuality(0));
  }

  /** Shuffled inside groups of so many runs of 40 ids, the groups one after another. */
  private static IntToLongFunction inGroups(int runs) {
    var size = runs * 40;
    return i -> {
      var group = i / size;
      var inside = Math.min(size, SAMPLES - group * size);
      return (long) group * size + new KeyedBijection(inside, group).at(i % size);
    };
  }

  private static double of(IntToLongFunction order) {
    var quality = new ShuffleQuality(SAMPLES);
    for (int i = 0; i < SAMPLES; i++) {
      quality.next(order.applyAsLong(i));
    }
    return quality.quality();
  }
}
