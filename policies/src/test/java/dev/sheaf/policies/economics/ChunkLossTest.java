package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ChunkLossTest {
  private static final ParityChoice CHOICE = new ParityChoice(new StripeCode(10, 4), 20);

  @Test
  void beforeAnyReadItIsAnAssumption() {
    assertEquals(0.05, new ChunkLoss().within(TimeUnit.MINUTES.toNanos(10)), 1e-12);
  }

  @Test
  void whatWasMeasuredPrevails() {
    var loss = new ChunkLoss();
    for (int read = 0; read < 10_000; read++) {
      loss.met(10, read % 10 == 0 ? 1 : 0, TimeUnit.HOURS.toNanos(1));
    }
    assertEquals(0.01, loss.within(TimeUnit.HOURS.toNanos(1)), 0.0005);
  }

  @Test
  void whatIsReadAgainSoonNeedsNoParityAndWhatIsReadLateDoes() {
    var loss = new ChunkLoss();
    var window = CHOICE.choose(loss.within(TimeUnit.SECONDS.toNanos(5)));
    var epoch = CHOICE.choose(loss.within(TimeUnit.MINUTES.toNanos(30)));
    assertEquals(0, window.parity());
    assertTrue(epoch.parity() >= 2, epoch.toString());
  }
}
