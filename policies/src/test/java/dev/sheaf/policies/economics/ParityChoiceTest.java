package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.StripeCode;
import org.junit.jupiter.api.Test;

final class ParityChoiceTest {
  private static final ParityChoice CHOICE = new ParityChoice(new StripeCode(10, 2), 10);

  @Test
  void whatIsNeverLostNeedsNoParity() {
    assertEquals(new StripeCode(10, 0), CHOICE.choose(0));
    assertEquals(new StripeCode(10, 0), CHOICE.choose(0.0001));
  }

  @Test
  void theMoreIsLostTheMoreParityIsWorth() {
    assertEquals(new StripeCode(10, 1), CHOICE.choose(0.01));
    assertEquals(new StripeCode(10, 2), CHOICE.choose(0.05));
  }

  @Test
  void parityThatSavesNothingIsNotWritten() {
    assertEquals(new StripeCode(10, 0), CHOICE.choose(1), "every stripe is lost anyway");
  }

  @Test
  void aDearerOriginIsWorthMoreParity() {
    assertEquals(0, new ParityChoice(new StripeCode(4, 2), 0).choose(0.01).parity());
    assertEquals(2, new ParityChoice(new StripeCode(4, 2), 1e9).choose(0.01).parity());
    assertThrows(IllegalArgumentException.class, () -> new ParityChoice(new StripeCode(4, 2), -1));
  }

  @Test
  void aStripeIsLostWithMoreChunksThanItsParity() {
    var q = 0.1;
    assertEquals(
        1 - StrictMath.pow(1 - q, 4), ParityChoice.stripeLoss(new StripeCode(4, 0), q), 1e-12);
    var twoOrMore = 1 - StrictMath.pow(1 - q, 5) - 5 * q * StrictMath.pow(1 - q, 4);
    assertEquals(twoOrMore, ParityChoice.stripeLoss(new StripeCode(4, 1), q), 1e-12);
    assertTrue(ParityChoice.stripeLoss(new StripeCode(4, 2), q) < twoOrMore);
  }
}
