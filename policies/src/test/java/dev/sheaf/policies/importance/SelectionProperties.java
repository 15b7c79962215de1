package dev.sheaf.policies.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.importance.LossPercentileSampler.Settings;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SelectionProperties {
  private static final int SAMPLES = 50_000;
  private static final Settings RELEASED = new Settings(5, 3, 0.33, 1024, 256, 0.7, true);

  private static double[] uniformLosses(int samples, long seed) {
    return Losses.uniform(samples, seed);
  }

  @Test
  void aSelectiveEpochReadsThePublishedShareOfUniformLosses() {
    for (long seed = 1; seed <= 3; seed++) {
      var sampler = new LossPercentileSampler(Settings.published());
      var selection = sampler.select(7, uniformLosses(SAMPLES, seed), seed);
      assertEquals(.752, selection.size() / (double) SAMPLES, .01, "seed " + seed);
    }
    assertEquals(.75188, LossPercentileSampler.expectedShare(.33), 1e-5);
  }

  @Test
  void warmUpAndEveryThirdEpochReadEverySampleOnce() {
    var sampler = new LossPercentileSampler(Settings.published());
    var losses = uniformLosses(2_000, 1);
    for (int epoch = 0; epoch < 12; epoch++) {
      var selection = sampler.select(epoch, losses, 1);
      var full = epoch < 5 || epoch % 3 == 0;
      assertEquals(full, selection.fullAccess(), "epoch " + epoch);
      assertEquals(full, selection.size() == 2_000, "epoch " + epoch);
      assertEquals(selection.size(), selection.ids().distinct().count(), "epoch " + epoch);
    }
  }

  @Test
  void theHardestSamplesAreAlwaysReadButNeverByTheReleasedCode() {
    var losses = uniformLosses(SAMPLES, 4);
    var hardest = hardest(losses, SAMPLES / 200);
    for (var settings : new Settings[] {Settings.published(), RELEASED}) {
      var sampler = new LossPercentileSampler(settings);
      sampler.select(7, losses, 5);
      var read = new BitSet();
      sampler.select(8, losses, 5).ids().forEach(read::set);
      read.and(hardest);
      var share = read.cardinality() / (double) hardest.cardinality();
      assertTrue(settings.asReleased() ? share < .15 : share > .97, "share " + share);
    }
  }

  @Test
  void flagsEqualASortByLoss() {
    for (long seed = 1; seed <= 20; seed++) {
      var losses = Losses.coarse(500, seed);
      var ids = LossPercentileSampler.permutation(500, seed);
      var high = HighFlags.byId(ids, losses, .7);
      assertEquals(350, high.cardinality(), "seed " + seed);
      var leastHigh = high.stream().mapToDouble(place -> losses[ids[place]]).min().orElse(0);
      var mostLow =
          IntStream.range(0, 500)
              .filter(place -> !high.get(place))
              .mapToDouble(place -> losses[ids[place]])
              .max()
              .orElse(0);
      assertTrue(mostLow <= leastHigh, "seed " + seed);
    }
  }

  @Test
  void flagsByListPositionAreNoBetterThanChance() {
    var losses = uniformLosses(20_000, 2);
    var ids = LossPercentileSampler.permutation(20_000, 3);
    var right =
        HighFlags.right(HighFlags.asReleased(ids, losses, .7), HighFlags.byId(ids, losses, .7));
    assertEquals(.7, right, 4 * .0021);
  }

  @Test
  void ranksAreDrawnGeometrically() {
    var losses = uniformLosses(SAMPLES, 6);
    var sampler = RankSampler.published();
    var selection = sampler.select(losses, 7);
    assertEquals(40_000, selection.size());
    var top = hardest(losses, SAMPLES / 10);
    var drawn = selection.ids().filter(top::get).count() / 40_000.0;
    assertEquals(sampler.probabilityOfFirst(.1), drawn, 4 * .0025);
    assertEquals(
        sampler.probabilityOfFirst(.56), selection.highIds().count() / 40_000.0, 4 * .0013);
    assertEquals(
        sampler.expectedDistinctShare(), selection.ids().distinct().count() / 50_000.0, .006);
    assertFalse(selection.fullAccess());
  }

  private static BitSet hardest(double[] losses, int count) {
    var ascending = RankOrder.ascending(losses);
    var hardest = new BitSet();
    IntStream.range(losses.length - count, losses.length)
        .forEach(place -> hardest.set(ascending[place]));
    return hardest;
  }
}
