package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossProbabilityTest {
  private static final double EXACT = 1e-6;

  @Test
  void theTailIsThatOfTheTable() {
    assertEquals(0.265179, LossProbability.of(400, StripeCode.parse("10+0"), 12), EXACT);
    assertEquals(0.00391585, LossProbability.of(400, StripeCode.parse("10+2"), 12), EXACT);
    assertEquals(0.0437004, LossProbability.of(400, StripeCode.parse("10+4"), 60), EXACT);
    assertEquals(0.00011037, LossProbability.of(400, StripeCode.parse("8+2"), 5), EXACT);
  }

  @Test
  void asManyReclaimsAsParityLoseNothingAndOneMoreMay() {
    var code = StripeCode.parse("10+2");
    assertEquals(0, LossProbability.of(400, code, 2));
    assertEquals(2.07806e-5, LossProbability.of(400, code, 3), 1e-10);
    assertEquals(1, LossProbability.of(400, code, 400), 1e-12);
  }

  @Test
  void theFirstTermDominates() {
    var terms = LossProbability.terms(400, StripeCode.parse("10+2"), 12);
    assertEquals(18.765, terms[3] / terms[4], 0.001);
    assertEquals(1, Arrays.stream(terms).sum(), 1e-12);
  }

  @Test
  void aWideCodeOverManyNodesNeitherOverflowsNorCancels() {
    var terms = LossProbability.terms(100_000, new StripeCode(48, 16), 30_000);
    assertEquals(1, Arrays.stream(terms).sum(), 1e-9);
  }

  @Test
  void theMeanWeighsEachNumberOfReclaimsByItsShare() {
    var code = StripeCode.parse("4+1");
    var mean = LossProbability.mean(400, code, List.of(0.5, 0.0, 0.0, 0.5));
    assertEquals(0.000374051 / 2, mean, EXACT);
  }

  @Test
  void anHourIsOutlivedIfEveryIntervalIs() {
    assertEquals(0.99766, LossProbability.hourlyAvailability(0.000039, 60), 1e-5);
    assertEquals(0.93610, LossProbability.hourlyAvailability(0.0011, 60), 1e-5);
  }

  @Test
  void moreChunksThanNodesAreRefused() {
    var code = StripeCode.parse("10+2");
    assertThrows(IllegalArgumentException.class, () -> LossProbability.of(11, code, 1));
    assertThrows(IllegalArgumentException.class, () -> LossProbability.of(400, code, 401));
    assertThrows(IllegalArgumentException.class, () -> StripeCode.parse("10"));
  }
}
