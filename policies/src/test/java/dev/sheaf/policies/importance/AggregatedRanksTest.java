package dev.sheaf.policies.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.importance.AggregatedRanks.JobLosses;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

final class AggregatedRanksTest {
  private static final int SAMPLES = 10_000;
  private static final double[] FIRST = Losses.uniform(SAMPLES, 1);
  private static final double[] SECOND = Losses.uniform(SAMPLES, 2);

  private static JobLosses job(double weight, LongToDoubleFunction losses) {
    return new JobLosses(new Benefit(weight), losses);
  }

  private static AggregatedRanks ranks(JobLosses... jobs) {
    return new AggregatedRanks(List.of(jobs), SAMPLES, 5);
  }

  private static double of(double[] losses, long id) {
    return losses[(int) id];
  }

  @Test
  void oneJobsRanksAreTheSharesOfLossesBelow() {
    var ranks = ranks(job(1, id -> of(FIRST, id)));
    for (int id = 0; id < SAMPLES; id += 97) {
      assertEquals(FIRST[id], ranks.of(id), .02, "uniform losses are their own percentiles");
    }
  }

  @Test
  void twoJobsOfEqualBenefitMeetInTheMiddle() {
    var both = ranks(job(.5, id -> of(FIRST, id)), job(.5, id -> of(SECOND, id)));
    var first = ranks(job(1, id -> of(FIRST, id)));
    var second = ranks(job(1, id -> of(SECOND, id)));
    for (int id = 0; id < SAMPLES; id += 97) {
      assertEquals((first.of(id) + second.of(id)) / 2, both.of(id), 1e-9);
    }
  }

  @Test
  void losesOfAnyScaleAreOneJobsWord() {
    var honest = ranks(job(1, id -> of(FIRST, id)), job(1, id -> of(SECOND, id)));
    var loud = ranks(job(1, id -> of(FIRST, id)), job(1, id -> 1e30 * of(SECOND, id) - 5));
    for (int id = 0; id < SAMPLES; id += 97) {
      assertEquals(honest.of(id), loud.of(id));
    }
  }

  @Test
  void aComputeBoundJobHasNoSay() {
    var bound = new Benefit(0);
    var alone = ranks(job(1, id -> of(FIRST, id)));
    var both = ranks(job(1, id -> of(FIRST, id)), new JobLosses(bound, id -> of(SECOND, id)));
    for (int id = 0; id < SAMPLES; id += 97) {
      assertEquals(alone.of(id), both.of(id));
    }
    assertTrue(Double.isNaN(ranks(new JobLosses(bound, id -> 1)).of(3)), "nobody gains anything");
  }

  @Test
  void whatAJobHasNotSeenIsLeftToTheOthers() {
    var seen = ranks(job(1, id -> id < 5_000 ? of(FIRST, id) : Double.NaN));
    assertTrue(Double.isNaN(seen.of(7_000)));
    var both =
        ranks(job(1, id -> id < 5_000 ? of(FIRST, id) : Double.NaN), job(1, id -> of(SECOND, id)));
    assertEquals(ranks(job(1, id -> of(SECOND, id))).of(7_000), both.of(7_000));
  }

  @Test
  void aBenefitIsAShare() {
    for (var weight : new double[] {-.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new Benefit(weight));
    }
    assertEquals(1, Benefit.UNMEASURED.weight());
  }
}
