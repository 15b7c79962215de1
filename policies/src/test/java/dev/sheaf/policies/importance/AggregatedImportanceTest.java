package dev.sheaf.policies.importance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AggregatedImportanceTest {
  private static final JobBenefit READER = new JobBenefit(1_000, 4_000, 100);

  private static double[] scaled(double[] losses, double factor) {
    return Arrays.stream(losses).map(loss -> loss * factor).toArray();
  }

  @Test
  void scalingTheLossesOfOneJobChangesNothing() {
    var a = Losses.uniform(1_000, 1);
    var b = Losses.coarse(1_000, 2);
    var jobs = new AggregatedImportance(List.of(READER, READER));
    var before = jobs.of(List.of(RelativeImportance.of(a), RelativeImportance.of(b)));
    var after = jobs.of(List.of(RelativeImportance.of(a), RelativeImportance.of(scaled(b, 1_000))));
    assertArrayEquals(before, after);
  }

  @Test
  void aJobHasTheSameImportanceToGiveWhateverItsLosses() {
    for (var losses :
        List.of(Losses.uniform(1_000, 1), Losses.coarse(1_000, 2), new double[1_000])) {
      assertEquals(500, Arrays.stream(RelativeImportance.of(losses)).sum(), 1e-9);
    }
  }

  @Test
  void equalLossesAreEquallyImportant() {
    assertArrayEquals(
        new double[] {.5, .5, 0, 1}, RelativeImportance.of(new double[] {2, 2, 1, 3}));
  }

  @Test
  void aComputeBoundJobHasNoWeight() {
    assertEquals(0, new JobBenefit(4_000, 4_000, 1e6).weight());
    assertEquals(0, new JobBenefit(5_000, 4_000, 1e6).weight());
    var jobs = new AggregatedImportance(List.of(READER, new JobBenefit(4_000, 4_000, 1e6)));
    assertEquals(1, jobs.share(0));
    assertEquals(0, jobs.share(1));
  }

  @Test
  void aJobOfLessThanATwentiethIsIgnored() {
    var jobs = new AggregatedImportance(List.of(READER, READER, new JobBenefit(0, 1, 7)));
    assertEquals(0, jobs.share(2));
    assertEquals(.5, jobs.share(0), 1e-12);
    var more = new AggregatedImportance(List.of(READER, READER, new JobBenefit(0, 1, 8)));
    assertEquals(8 / 158.0, more.share(2), 1e-12);
  }

  @Test
  void aJobThatClaimsAnyRateHasNoMoreThanTheCap() {
    var claimed =
        new AggregatedImportance(List.of(READER, READER, READER, new JobBenefit(0, 1, 1_000)));
    assertEquals(AggregatedImportance.cap(4), claimed.share(3), 1e-12);
    assertEquals(.625, claimed.share(3), 1e-12);
    assertEquals(.125, claimed.share(0), 1e-12);
  }

  @Test
  void noJobGainsAndNothingIsImportant() {
    var jobs = new AggregatedImportance(List.of(new JobBenefit(1, 1, 5)));
    assertArrayEquals(new double[] {0, 0}, jobs.of(List.of(new double[] {0, 1})));
  }

  @Test
  void aLossThatIsNoNumberIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> RelativeImportance.of(new double[] {1, Double.NaN}));
  }
}
