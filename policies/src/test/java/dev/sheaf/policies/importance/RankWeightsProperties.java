package dev.sheaf.policies.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.importance.RepeatedDraws.Settings;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RankWeightsProperties {
  private static final int SAMPLES = 640;
  private static final int BATCH = 64;

  @Test
  void aBatchGivesWeightsByRank() {
    var weights = new RankWeights(10);
    weights.learn(new int[] {7, 2, 5}, new double[] {3.0, 0.5, 1.0});
    assertEquals(StrictMath.log(10), weights.rankWeight(2));
    assertEquals(StrictMath.log(11), weights.rankWeight(5));
    assertEquals(StrictMath.log(12), weights.rankWeight(7));
    assertEquals(1, weights.rankWeight(0));
  }

  @Test
  void theSmoothingTermFollowsTheLoss() {
    var weights = new RankWeights(1);
    weights.endEpoch(2.0);
    assertEquals(1.02, weights.weight(0), 1e-12);
    weights.endEpoch(1.0);
    assertEquals(1 + .02 * StrictMath.exp(-.5), weights.weight(0), 1e-12);
  }

  @Test
  void drawFrequenciesMatchTheMultinomial() {
    for (long seed = 1; seed <= 5; seed++) {
      var weights = learned(seed);
      var draws = 200_000;
      var counts = new int[SAMPLES];
      Arrays.stream(weights.draw(draws, seed)).forEach(id -> counts[id]++);
      var sum = IntStream.range(0, SAMPLES).mapToDouble(weights::weight).sum();
      var chiSquare =
          IntStream.range(0, SAMPLES)
              .mapToDouble(id -> {
                var expected = draws * weights.weight(id) / sum;
                return (counts[id] - expected) * (counts[id] - expected) / expected;
              })
              .sum();
      var deviation = Math.sqrt(2.0 * (SAMPLES - 1));
      assertEquals(SAMPLES - 1, chiSquare, 4 * deviation, "seed " + seed);
    }
  }

  @Test
  void weightsGoToTheSamplesThatWereTrainedUnderAnyShuffle() {
    for (long seed = 1; seed <= 10; seed++) {
      assertEquals(1, rightlyLearned(false, seed), 0, "seed " + seed);
      assertTrue(rightlyLearned(true, seed) < .2, "seed " + seed);
    }
  }

  /** The share of trained samples whose weights are learned. */
  private static double rightlyLearned(boolean asReleased, long seed) {
    var settings = new Settings(1, 0, 5, asReleased);
    var order = RepeatedDraws.of(learned(seed), id -> id % 5 == 0, true, settings, seed);
    var right = 0;
    for (int from = 0; from < order.size(); from += BATCH) {
      var learners = order.learners(from, from + BATCH);
      for (int i = 0; i < BATCH; i++) {
        right += learners[i] == order.id(from + i) ? 1 : 0;
      }
    }
    return right / (double) order.size();
  }

  @Test
  void cachedSamplesComeFirstAndSeveralTimes() {
    var once = RepeatedDraws.of(learned(3), id -> id < 60, false, new Settings(1, 0, 2, false), 3);
    var often = RepeatedDraws.of(learned(3), id -> id < 60, false, new Settings(1, 0, 5, false), 3);
    assertEquals(once.hits() * 2 + once.hits() / 2, often.hits());
    assertEquals(SAMPLES, often.size());
    for (int place = 0; place < often.size(); place++) {
      assertEquals(place < often.hits(), often.id(place) < 60, "place " + place);
    }
  }

  @Test
  void ranksShareTheDrawsWithoutOverlap() {
    var size = 0;
    var all = new int[SAMPLES];
    for (int rank = 0; rank < 3; rank++) {
      var mine =
          RepeatedDraws.of(learned(4), id -> false, false, new Settings(3, rank, 2, false), 4);
      for (int place = 0; place < mine.size(); place++) {
        all[size++] = mine.id(place);
      }
    }
    var raw = learned(4).draw(SAMPLES, Draw.draw(4, 0));
    Arrays.sort(all);
    Arrays.sort(raw);
    assertEquals(SAMPLES, size);
    assertTrue(Arrays.equals(raw, all));
  }

  private static RankWeights learned(long seed) {
    var weights = new RankWeights(SAMPLES);
    var losses = Losses.uniform(SAMPLES, seed);
    for (int from = 0; from < SAMPLES; from += BATCH) {
      weights.learn(
          IntStream.range(from, from + BATCH).toArray(),
          Arrays.copyOfRange(losses, from, from + BATCH));
    }
    weights.endEpoch(2.3);
    return weights;
  }
}
