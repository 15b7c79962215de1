package dev.sheaf.policies.division;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.division.BenefitPerByte.Extent;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpaceDivisionTest {
  private static final SpaceDivision GREEDY = new BenefitPerByte(Extent.WHOLE);
  private static final SpaceDivision ENOUGH = new BenefitPerByte(Extent.ENOUGH);

  private static JobBenefit job(int gpus, long missNanos, long hitNanos, double bytesPerSecond) {
    return new JobBenefit("job", gpus, missNanos, hitNanos, bytesPerSecond);
  }

  private static DatasetDemand dataset(String name, long bytes, JobBenefit... jobs) {
    return new DatasetDemand(name, bytes, Math.max(1, bytes / 20), List.of(jobs));
  }

  @Test
  void aJobThatWaitsForNothingGetsNothing() {
    var computes = dataset("computes", 1000, job(8, 50, 50, 1e6));
    var waits = dataset("waits", 1000, job(1, 100, 50, 10));
    assertEquals(
        Map.of("computes", 0L, "waits", 1000L), GREEDY.divide(1500, List.of(computes, waits)));
  }

  @Test
  void theDensestDatasetIsFilledFirst() {
    var large = dataset("large", 2000, job(1, 100, 20, 1000));
    var small = dataset("small", 200, job(1, 100, 20, 500));
    assertEquals(Map.of("large", 800L, "small", 200L), GREEDY.divide(1000, List.of(large, small)));
    var weighty = dataset("large", 2000, job(20, 100, 20, 1000));
    assertEquals(Map.of("large", 1000L, "small", 0L), GREEDY.divide(1000, List.of(weighty, small)));
  }

  @Test
  void aDatasetGetsAPairOfBlocksOrNothing() {
    var coarse = new DatasetDemand("coarse", 1000, 200, List.of(job(1, 100, 20, 1000)));
    assertEquals(Map.of("coarse", 0L), GREEDY.divide(399, List.of(coarse)));
    assertEquals(Map.of("coarse", 400L), GREEDY.divide(799, List.of(coarse)));
    assertEquals(Map.of("coarse", 1000L), GREEDY.divide(1000, List.of(coarse)));
  }

  @Test
  void whatSavesNothingMoreGoesToTheNext() {
    var half = dataset("half", 1000, job(2, 100, 50, 1000));
    var other = dataset("other", 1000, job(1, 100, 50, 1000));
    assertEquals(Map.of("half", 500L, "other", 500L), ENOUGH.divide(1000, List.of(half, other)));
    assertEquals(Map.of("half", 1000L, "other", 0L), GREEDY.divide(1000, List.of(half, other)));
  }

  @Test
  void equalSharesPassOnWhatASmallDatasetDoesNotNeed() {
    var datasets = List.of(dataset("a", 1000), dataset("b", 100), dataset("c", 1000));
    assertEquals(Map.of("a", 400L, "b", 100L, "c", 400L), new EqualShares().divide(900, datasets));
    assertEquals(Map.of("a", 500L, "b", 50L, "c", 500L), new ShareBySize().divide(1050, datasets));
  }

  @Test
  void noDivisionExceedsTheCapacityOrBeatsTheFractionalOptimum() {
    for (int seed = 0; seed < 200; seed++) {
      var datasets = random(seed);
      var capacity = 1 + Draw.below(Draw.draw(seed, 99), 6_000);
      var most = BestDivision.mostBenefit(capacity, datasets);
      var tried = new BestDivision(20, shares -> BestDivision.benefit(shares, datasets));
      for (var each : List.of(GREEDY, ENOUGH, new EqualShares(), new ShareBySize(), tried)) {
        var shares = each.divide(capacity, datasets);
        var sum = shares.values().stream().mapToLong(Long::longValue).sum();
        assertTrue(sum <= capacity, "seed %d: %s gives %d".formatted(seed, each.name(), sum));
        var benefit = BestDivision.benefit(shares, datasets);
        assertTrue(benefit <= most * (1 + 1e-9), "seed %d: %s".formatted(seed, each.name()));
      }
    }
  }

  /** What is lost against the fractional optimum is less than one pair of the densest left out. */
  @Test
  void theGreedyDivisionMissesTheOptimumByLessThanItsBlocks() {
    for (int seed = 0; seed < 200; seed++) {
      var datasets = random(seed);
      var capacity = 1 + Draw.below(Draw.draw(seed, 98), 6_000);
      var most = BestDivision.mostBenefit(capacity, datasets);
      var benefit = BestDivision.benefit(GREEDY.divide(capacity, datasets), datasets);
      var densest = datasets.stream().mapToDouble(DatasetDemand::density).max().orElse(0);
      var pair = datasets.stream().mapToLong(DatasetDemand::pairBytes).max().orElse(0);
      assertTrue(most - benefit <= densest * pair * (1 + 1e-9), "seed " + seed);
    }
  }

  private static List<DatasetDemand> random(int seed) {
    var datasets = new ArrayList<DatasetDemand>();
    for (int i = 0; i < 3; i++) {
      var bytes = 100 + Draw.below(Draw.draw(seed, i, 1), 3_000);
      var hit = 1 + Draw.below(Draw.draw(seed, i, 2), 100);
      var rate = Draw.below(Draw.draw(seed, i, 3), 1000);
      datasets.add(dataset("d" + i, bytes, job(1 + i, 100, hit, (double) rate)));
    }
    return datasets;
  }

  @Test
  void aProbeTakesTheMedianAndForgetsTheFirstOfEachKind() {
    var probe = new ControlledProbe(4);
    for (var nanos : new long[] {900, 100, 500, 101}) {
      assertEquals(ControlledProbe.Next.WITHOUT_CACHE, probe.next());
      probe.took(nanos);
    }
    for (var nanos : new long[] {900, 20, 21, 20}) {
      assertEquals(ControlledProbe.Next.FROM_CACHE, probe.next());
      probe.took(nanos);
    }
    var benefit = probe.benefit("j", 2, 1000);
    assertEquals(101, benefit.missNanos());
    assertEquals(20, benefit.hitNanos());
    assertEquals(1e9 * 1000 / 101, benefit.bytesPerSecond(), 1e-3);
    assertThrows(IllegalStateException.class, () -> probe.took(1));
  }

  @Test
  void aDifferenceThatIsNoiseIsNoBenefit() {
    var probe = new ControlledProbe(3);
    for (var nanos : new long[] {100, 100, 110, 100, 95, 101}) {
      probe.took(nanos);
    }
    assertEquals(0, probe.benefit("j", 1, 1000).benefit());
  }

  @Test
  void aUniformCacheDividesWhatIsLeftForTheOrigin() {
    assertEquals(200, CacheThroughput.of(1000, 100, 50, 100), 1e-9);
    assertEquals(1000, CacheThroughput.of(1000, 100, 95, 100), 1e-9);
    assertEquals(1000, CacheThroughput.of(1000, 100, 100, 100), 1e-9);
    var enough = CacheThroughput.enoughBytes(1000, 100, 100);
    assertEquals(90, enough, 1e-9);
    assertEquals(1000, CacheThroughput.of(1000, 100, enough, 100), 1e-6);
  }
}
