package dev.sheaf.policies.division;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class WaterFillingTest {
  private static final SpaceDivision DIVISION = new WaterFilling();

  private static JobBenefit job(String name, double weight, long missNanos, long hitNanos) {
    return new JobBenefit(name, weight, missNanos, hitNanos, 1e9 / missNanos);
  }

  private static DatasetDemand dataset(String name, long bytes, JobBenefit... jobs) {
    return new DatasetDemand(name, bytes, Math.max(1, bytes / 1000), List.of(jobs));
  }

  @Test
  void aJobThatComputesAllTheTimeKeepsOnlyWhatIsInFlight() {
    var computes = dataset("computes", 1000, job("c", 1, 100, 100));
    var waits = dataset("waits", 1000, job("w", 1, 100, 10));
    assertEquals(
        Map.of("computes", 4L, "waits", 596L), DIVISION.divide(600, List.of(computes, waits)));
  }

  @Test
  void whatNobodyWaitsForGoesToWhoComputes() {
    var computes = dataset("computes", 1000, job("c", 1, 100, 100));
    var waits = dataset("waits", 400, job("w", 1, 100, 10));
    assertEquals(
        Map.of("computes", 600L, "waits", 400L), DIVISION.divide(1000, List.of(computes, waits)));
  }

  /** Alone, a waits no more with half of its dataset, so the rest is worth more to b. */
  @Test
  void aDatasetIsFilledUntilItsJobsWaitNoMoreAndThenTheNext() {
    var a = dataset("a", 1000, job("a", 2, 100, 50));
    var b = dataset("b", 1000, job("b", 1, 100, 50));
    assertEquals(Map.of("a", 500L, "b", 300L), DIVISION.divide(800, List.of(a, b)));
    assertEquals(Map.of("a", 700L, "b", 500L), DIVISION.divide(1200, List.of(a, b)));
  }

  /** The first 200 bytes serve two jobs, which together gain more than b; the others one. */
  @Test
  void theWorthOfAByteFallsAsJobsWaitNoMore() {
    var a = dataset("a", 1000, job("quick", 1, 100, 20), job("slow", 1, 100, 80));
    var b = dataset("b", 1000, job("b", 1, 100, 15));
    assertEquals(Map.of("a", 200L, "b", 100L), DIVISION.divide(300, List.of(a, b)));
    assertEquals(Map.of("a", 250L, "b", 850L), DIVISION.divide(1100, List.of(a, b)));
  }

  @Test
  void aHeavierJobIsServedFirst() {
    var light = dataset("light", 1000, job("l", 0.5, 100, 10));
    var heavy = dataset("heavy", 1000, job("h", 1.5, 100, 20));
    var shares = DIVISION.divide(800, List.of(light, heavy));
    assertEquals(Map.of("light", 4L, "heavy", 796L), shares);
  }

  @Test
  void whoIsNotReadHasNothingUnlessNobodyIs() {
    var idle = dataset("idle", 1000);
    var read = dataset("read", 100, job("r", 1, 100, 10));
    assertEquals(Map.of("idle", 0L, "read", 500L), DIVISION.divide(500, List.of(idle, read)));
    assertEquals(Map.of("idle", 500L), DIVISION.divide(500, List.of(idle)));
  }

  @Test
  void allOfTheCacheIsGivenAndNeverMore() {
    for (int seed = 0; seed < 500; seed++) {
      var datasets = random(seed);
      var capacity = 1 + Draw.below(Draw.draw(seed, 99), 8_000);
      var shares = DIVISION.divide(capacity, datasets);
      var sum = shares.values().stream().mapToLong(Long::longValue).sum();
      assertEquals(capacity, sum, "seed " + seed);
    }
  }

  /** Of all divisions in 24 steps, none gains more than the least parts and a step could cost. */
  @Test
  void noDivisionGainsMore() {
    for (int seed = 0; seed < 100; seed++) {
      var datasets = random(seed);
      var capacity = 2_400L;
      var ours = WaterFilling.gain(DIVISION.divide(capacity, datasets), datasets);
      SortedMap<String, Long> best =
          new BestDivision(24, shares -> WaterFilling.gain(shares, datasets))
              .divide(capacity, datasets);
      var least = new ArrayList<DatasetDemand>(datasets);
      var densest = least.stream().mapToDouble(DatasetDemand::density).max().orElse(0);
      var parts = datasets.stream().mapToLong(each -> 2 * each.pairBytes()).sum();
      var most = WaterFilling.gain(best, datasets);
      assertTrue(
          ours >= most - densest * parts - 1e-9, "seed %d: %s < %s".formatted(seed, ours, most));
    }
  }

  private static List<DatasetDemand> random(int seed) {
    var datasets = new ArrayList<DatasetDemand>();
    for (int i = 0; i < 3; i++) {
      var jobs = new ArrayList<JobBenefit>();
      for (int j = 0; j <= Draw.below(Draw.draw(seed, i, 0), 3); j++) {
        var hit = 1 + Draw.below(Draw.draw(seed, i, j, 1), 100);
        jobs.add(job("j" + j, (double) (1 + Draw.below(Draw.draw(seed, i, j, 2), 4)), 100, hit));
      }
      var bytes = 100 + Draw.below(Draw.draw(seed, i, 3), 3_000);
      datasets.add(dataset("d" + i, bytes, jobs.toArray(JobBenefit[]::new)));
    }
    return datasets;
  }
}
