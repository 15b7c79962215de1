package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.RunReport;
import org.junit.jupiter.api.Test;

final class StayTest {
  private static final int MEMORY_MB = 1_024;
  private static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);
  private static final long MILLI = 1_000_000;

  private final Stay stay =
      new Stay(
          new FleetSettings(
              new FleetNames("stays"),
              6,
              MEMORY_MB,
              64 << 20,
              0,
              new StripeCode(4, 1),
              10,
              "127.0.0.1:1",
              PRICES,
              new Patience(0, MILLI, MILLI, 3, 1),
              new FleetSettings.Upkeep(false, false)));

  /** Runs that were billed so long, of which they had been asked to stay a part. */
  private void ran(int times, long billedMillis, long stayMillis, long requests) {
    for (int i = 0; i < times; i++) {
      stay.ran(
          new Ran(
              new RunReport(7, i, billedMillis * MILLI, false, 3, "done"),
              new RunCost(1, billedMillis * MEMORY_MB, 1),
              false,
              requests,
              stayMillis * MILLI));
    }
  }

  @Test
  void whatCallsAreBilledIsLearned() {
    var guessed = stay.stayNanos(0);
    ran(10, 117, 17, 1);
    // A request costs as much as 12 ms of this memory, and a call is billed 99.5 ms.
    assertEquals(111.5 * MILLI, (double) stay.stayNanos(0), MILLI);
    assertTrue(guessed < 20 * MILLI, guessed + " ns");
  }

  @Test
  void runsThatServedMoreSayNothingOfWhatACallCosts() {
    var guessed = stay.stayNanos(0);
    ran(10, 900, 17, 5);
    assertEquals(guessed, stay.stayNanos(0));
  }

  @Test
  void oneThatIsRecordedStaysAsItIs() {
    var rule = stay.fix();
    ran(10, 117, 17, 1);
    assertEquals(rule.stayNanos(0), stay.stayNanos(0));
  }
}
