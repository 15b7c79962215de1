package dev.sheaf.policies.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.form.FormSplits.Judge;
import org.junit.jupiter.api.Test;

/** The closed forms of Seneca (FAST 2026, Table 5 and Eqs 1 to 9), encoded cache of an eighth. */
class FormModelTest {
  private static final double GIGABIT = 1e9 / 8;
  private static final Samples PHOTOGRAPHS = new Samples(512e9 / 114e3, 114e3, 5.12);
  private static final Platform IN_HOUSE =
      new Platform(1, 4550, 2132, 4050, 10 * GIGABIT, 10 * GIGABIT, 500e6, 32e9, 0, 0);
  private static final Platform AWS =
      new Platform(1, 9989, 3432, 6520, 10 * GIGABIT, 10 * GIGABIT, 256e6, 32e9, 0, 0);
  private static final Platform AZURE =
      new Platform(1, 14301, 9783, 12930, 30 * GIGABIT, 80 * GIGABIT, 250e6, 64e9, 0, 0);

  private static FormModel model(Platform platform) {
    return new FormModel(platform, PHOTOGRAPHS, 64e9);
  }

  private static void encodedOnly(Platform platform, int encoded, int stored, int mean, int bound) {
    var model = model(platform);
    assertEquals(encoded, Math.round(model.encodedRate()));
    assertEquals(stored, Math.round(model.storedRate()));
    assertEquals(mean, Math.round(model.meanOfRates(Split.ALL_ENCODED)));
    assertEquals(bound, Math.round(model.resourceBound(Split.ALL_ENCODED)));
  }

  @Test
  void theThreePlatformsOfTableFiveComeOutToTheInteger() {
    encodedOnly(IN_HOUSE, 2132, 2132, 2132, 2132);
    encodedOnly(AWS, 3432, 2246, 2394, 2566);
    encodedOnly(AZURE, 9783, 2193, 3142, 2506);
    var residents = model(AWS).residents(Split.ALL_ENCODED);
    assertEquals(4_491_228, Math.round(PHOTOGRAPHS.count()));
    assertEquals(561_404, Math.round(residents.encoded()));
    assertEquals(0.125, residents.hitRatio(), 1e-12);
  }

  @Test
  void theResidentsOfEverySplitSumToTheDataset() {
    var roomy = new FormModel(AWS, new Samples(1e5, 114e3, 5.12), 64e9);
    for (var model : new FormModel[] {model(AWS), roomy}) {
      for (int encoded = 0; encoded <= 100; encoded += 7) {
        for (int decoded = 0; decoded <= 100 - encoded; decoded += 3) {
          var in = model.residents(new Split(encoded, decoded, 100 - encoded - decoded));
          assertEquals(model.samples().count(), in.all(), 1e-3);
          assertTrue(in.stored() >= 0 && in.encoded() >= 0 && in.decoded() >= 0);
        }
      }
    }
  }

  @Test
  void moreCacheNeverTrainsSlower() {
    for (var judge : Judge.values()) {
      // A percent of a larger cache is a coarser step: a best that is mixed may be missed by that.
      var slack = judge == Judge.MEAN_OF_RATES ? 1e-9 : 0.01;
      var before = 0.0;
      for (int cacheGigabytes = 0; cacheGigabytes <= 2000; cacheGigabytes += 250) {
        var best = FormSplits.best(new FormModel(AZURE, PHOTOGRAPHS, cacheGigabytes * 1e9), judge);
        assertTrue(best.samplesPerSecond() >= before * (1 - slack), judge + " " + cacheGigabytes);
        before = best.samplesPerSecond();
      }
    }
  }

  @Test
  void aDatasetThatDwarfsTheCacheIsKeptEncodedWhereStorageIsSlow() {
    var huge = new Samples(14e6, 91.39e3, 5.12);
    for (var judge : Judge.values()) {
      assertEquals(
          Split.ALL_ENCODED, FormSplits.best(new FormModel(AZURE, huge, 400e9), judge).split());
    }
  }

  @Test
  void decodedSamplesWinWhereProcessorsAreSlowAndEverythingFits() {
    var fast = new Platform(1, 1e5, 1000, 4000, 1e12, 1e12, 1e9, 1e12, 0, 0);
    var small = new FormModel(fast, new Samples(1e4, 1e5, 5), 1e12);
    var best = FormSplits.best(small, Judge.MEAN_OF_RATES);
    assertTrue(best.split().augmentedPercent() > 0, best.toString());
    assertEquals(100_000, best.samplesPerSecond(), 1);
  }

  @Test
  void theWholeGridIsLookedAtExceptAsReleased() {
    assertEquals(5151, FormSplits.best(model(AWS), Judge.MEAN_OF_RATES).examined());
    var released = new FormModel(AWS, PHOTOGRAPHS, 64e9, true);
    var best = FormSplits.best(released, Judge.MEAN_OF_RATES);
    assertEquals(5050, best.examined());
    assertTrue(best.split().augmentedPercent() >= 1, best.toString());
  }

  @Test
  void asReleasedHalfAsManyAugmentedSamplesFit() {
    var split = new Split(0, 0, 100);
    var released = new FormModel(AWS, PHOTOGRAPHS, 64e9, true);
    assertEquals(
        model(AWS).residents(split).augmented() / 2, released.residents(split).augmented(), 1e-6);
  }

  /**
   * While the cache is smaller than the dataset, the published mean is linear in the split, so a
   * mixed split is never better than the best pure one.
   */
  @Test
  void noMixedSplitBeatsEveryPureOneWhileTheDatasetDoesNotFit() {
    for (var platform : new Platform[] {IN_HOUSE, AWS, AZURE}) {
      var model = model(platform);
      var pure =
          Math.max(
              model.meanOfRates(Split.ALL_ENCODED),
              Math.max(
                  model.meanOfRates(new Split(0, 100, 0)),
                  model.meanOfRates(new Split(0, 0, 100))));
      var best = FormSplits.best(model, Judge.MEAN_OF_RATES);
      assertEquals(pure, best.samplesPerSecond(), pure * 1e-9);
    }
  }

  @Test
  void gradientsCrossTheRingTwiceLessOneShare() {
    assertEquals(0, Platform.ringBytesPerSample(1, 1e8, 256));
    assertEquals(1.5 * 1e8 / 256, Platform.ringBytesPerSample(4, 1e8, 256), 1e-6);
    var chatty = new Platform(1, 9989, 3432, 6520, 1e12, 1e8, 1e12, 32e9, 114e3, 0);
    assertEquals(1e8 / 228e3, new FormModel(chatty, PHOTOGRAPHS, 64e9).encodedRate(), 1e-9);
  }

  @Test
  void aSplitThatDoesNotSumIsRefused() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> new Split(50, 49, 0));
    assertEquals("shares must sum to 100 but were 50-49-0", refusal.getMessage());
  }
}
