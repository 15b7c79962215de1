package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sheaf.policies.economics.ShuffleCost.EpochReads;
import dev.sheaf.policies.economics.ShuffleCost.Layout;
import org.junit.jupiter.api.Test;

final class ShuffleCostTest {
  /** 1,000 samples of 3,000 bytes in 10 packages, each read by 2 GETs of 151,000 bytes. */
  private static final Layout TAR = new Layout(1_000, 3_000_000, 20, 3_020_000);

  @Test
  void withoutACacheEverySampleIsAGetAndNothingElseIsRead() {
    var samples = ShuffleCost.ofSamples(TAR, 0);
    assertEquals(new EpochReads(1_000, 3_000_000), samples.first());
    assertEquals(samples.first(), samples.later());
    assertEquals(new EpochReads(20, 3_020_000), ShuffleCost.ofPackages(TAR, 0).later());
    assertEquals(50, TAR.getAmplification());
    assertEquals(3_000_000.0 / 3_020_000, TAR.byteAmplification());
  }

  @Test
  void whatTheCacheKeepsIsReadByPackagesOnceAndThenNoMore() {
    // 40 % of the packages are kept: 8 GETs and 1,208,000 bytes of them, once; 600 samples are not.
    var samples = ShuffleCost.ofSamples(TAR, 0.4);
    assertEquals(new EpochReads(608, 3_008_000), samples.first());
    assertEquals(new EpochReads(600, 1_800_000), samples.later());
    var packages = ShuffleCost.ofPackages(TAR, 0.4);
    assertEquals(new EpochReads(20, 3_020_000), packages.first());
    assertEquals(new EpochReads(12, 1_812_000), packages.later());
  }

  @Test
  void aDatasetThatFitsCostsTheSameByEitherOrder() {
    assertEquals(ShuffleCost.ofPackages(TAR, 1), ShuffleCost.ofSamples(TAR, 1));
    assertEquals(new EpochReads(0, 0), ShuffleCost.ofSamples(TAR, 1).later());
  }

  @Test
  void objectsOfOneSampleEachTakeAsManyGetsEitherWay() {
    var folder = new Layout(1_000, 3_000_000, 1_000, 3_000_000);
    assertEquals(1, folder.getAmplification());
    assertEquals(ShuffleCost.ofPackages(folder, 0.4), ShuffleCost.ofSamples(folder, 0.4));
  }

  @Test
  void aShareBeyondAllIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ShuffleCost.ofSamples(TAR, 1.1));
    assertThrows(IllegalArgumentException.class, () -> ShuffleCost.ofPackages(TAR, -0.1));
  }
}
