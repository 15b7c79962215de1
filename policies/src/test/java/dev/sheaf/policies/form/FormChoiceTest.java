package dev.sheaf.policies.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.form.FormChoice.Form;
import dev.sheaf.policies.form.FormChoice.Measured;
import org.junit.jupiter.api.Test;

final class FormChoiceTest {
  private static final long SAMPLES = 10_000;
  private static final double ENCODED = 20_000;
  private static final double DECODED = 150_528;
  private static final double SLOW_DECODE = 500;
  private static final double AUGMENT = 20_000;

  private static FormChoice.Verdict choice(double originBytesPerSecond, double cacheShare) {
    return FormChoice.of(
        new Measured(
            SAMPLES,
            ENCODED,
            DECODED,
            SLOW_DECODE,
            AUGMENT,
            originBytesPerSecond,
            (long) (cacheShare * SAMPLES * DECODED)));
  }

  @Test
  void whereDecodingBoundsAndAllPixelsFitTheyAreKept() {
    var verdict = choice(1e9, 1);
    assertEquals(Form.DECODED, verdict.form());
    assertTrue(verdict.samplesPerSecond() > 10 * verdict.encodedSamplesPerSecond());
  }

  @Test
  void whereTheOriginBoundsTheSmallerFormIsKept() {
    var verdict = choice(1e6, 0.05);
    assertEquals(Form.ENCODED, verdict.form());
    assertEquals(100, verdict.split().encodedPercent());
  }

  @Test
  void aGainBelowTheMarginChangesNothing() {
    var verdict = choice(1e9, 0.02);
    assertEquals(Form.ENCODED, verdict.form());
    assertTrue(verdict.samplesPerSecond() >= verdict.encodedSamplesPerSecond());
  }
}
