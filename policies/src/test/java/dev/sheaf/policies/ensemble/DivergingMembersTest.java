package dev.sheaf.policies.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ensemble.SharingRule.Feed;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DivergingMembersTest {
  private static final int SAMPLES = 100_000;

  @Test
  void weightsOfAStreamHaveMeanAndVarianceOneAndMembersDrawThemApart() {
    var sum = 0.0;
    var squares = 0.0;
    var product = 0.0;
    for (long sample = 0; sample < SAMPLES; sample++) {
      var weight = BaggingWeight.of(7, "a", sample);
      sum += weight;
      squares += (double) weight * weight;
      product += (double) weight * BaggingWeight.of(7, "b", sample);
    }
    var mean = sum / SAMPLES;
    // Six standard errors; that of the variance is sqrt(3 / n).
    assertEquals(1, mean, 6 / StrictMath.sqrt(SAMPLES));
    assertEquals(1, squares / SAMPLES - mean * mean, 6 * StrictMath.sqrt(3.0 / SAMPLES));
    assertEquals(1, product / SAMPLES, 6 * StrictMath.sqrt(3.0 / SAMPLES));
  }

  @Test
  void theLearningRateStartsAgainInEachCycle() {
    var schedule = new SnapshotSchedule(0.2, 10, 2);
    assertEquals(0.2, schedule.rate(1), 1e-12);
    assertEquals(0.2, schedule.rate(6), 1e-12);
    assertTrue(schedule.rate(5) < schedule.rate(4));
    assertTrue(schedule.snapshotAfter(5) && schedule.snapshotAfter(10));
    assertFalse(schedule.snapshotAfter(6));
  }

  @Test
  void aMemberThatOnlyHarmsIsNotChosen() {
    var right = new float[] {0.6f, 0.4f, 0.6f, 0.4f};
    var other = new float[] {0.9f, 0.1f, 0.3f, 0.7f};
    var wrong = new float[] {0.1f, 0.9f, 0.1f, 0.9f};
    var chosen = GreedySelection.choose(List.of(right, other, wrong), new int[] {0, 0}, 2, 5);
    assertFalse(chosen.contains(2));
    assertEquals(0, chosen.getFirst());
  }

  @Test
  void sharingPaysFromTwoMembersUnlessTheWireCostsMoreThanTheCores() {
    var slow = new SharingRule(1 / 850.0, 150_528, 16, 125e6);
    var fast = new SharingRule(1 / 850.0, 150_528, 16, 1_250e6);
    assertTrue(slow.pays(Feed.UNICAST).isEmpty());
    assertEquals(3, slow.pays(Feed.MULTICAST).orElseThrow());
    assertEquals(2, fast.pays(Feed.UNICAST).orElseThrow());
    assertEquals(2, fast.pays(Feed.MULTICAST).orElseThrow());
    assertEquals(2, slow.pays(Feed.ONE_NODE).orElseThrow());
  }

  @Test
  void theThresholdIsWhereTheWorkBecomesLess() {
    for (double gigabits = 0.5; gigabits < 40; gigabits *= 1.3) {
      var rule = new SharingRule(1 / 850.0, 150_528, 16, gigabits * 125e6);
      for (var feed : List.of(Feed.UNICAST, Feed.MULTICAST)) {
        var from = rule.pays(feed).orElse(Integer.MAX_VALUE);
        for (int members = 1; members < 200; members++) {
          var less = rule.workSeconds(feed, members) < rule.workSeconds(Feed.PRIVATE, members);
          assertEquals(members >= from, less, feed + " " + members + " at " + gigabits + " Gb/s");
        }
      }
    }
  }
}
