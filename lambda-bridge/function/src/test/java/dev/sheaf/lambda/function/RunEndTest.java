package dev.sheaf.lambda.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.chunk.FunctionCall;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RunEndTest {
  private static final long MINUTE_MILLIS = 60_000;

  private static RunEnd end(long stayMillis, long tickMillis, long remainingMillis) {
    var call = new FunctionCall("serve", "h", 1, "t", 0, 1, stayMillis, tickMillis, 1, 1);
    return new RunEnd(System.nanoTime(), call, remainingMillis);
  }

  @Test
  void aRunThatHasNothingToWaitForIsOver() {
    assertTrue(end(0, 1, MINUTE_MILLIS).leftNanos() <= TimeUnit.MILLISECONDS.toNanos(1));
  }

  @Test
  void aSilentBridgeIsNotWaitedForLong() {
    var left = end(30_000, 1, MINUTE_MILLIS).leftNanos();
    assertTrue(left > 0 && left <= RunEnd.SILENCE_NANOS, "" + left);
  }

  @Test
  void whatIsHeardPutsTheEndOff() {
    var end = end(0, 1, MINUTE_MILLIS);
    end.heard(TimeUnit.SECONDS.toNanos(1));
    assertTrue(end.leftNanos() > TimeUnit.MILLISECONDS.toNanos(900));
  }

  @Test
  void whatARunWaitedForEndsTheWaiting() {
    var end = end(1_500, 1, MINUTE_MILLIS);
    end.heard(TimeUnit.MILLISECONDS.toNanos(10));
    assertTrue(end.leftNanos() > TimeUnit.MILLISECONDS.toNanos(900), "a ping is no request");
    end.asked(TimeUnit.MILLISECONDS.toNanos(20));
    assertTrue(end.leftNanos() <= TimeUnit.MILLISECONDS.toNanos(21));
    end.asked(TimeUnit.MILLISECONDS.toNanos(500));
    end.asked(1);
    assertTrue(end.leftNanos() > TimeUnit.MILLISECONDS.toNanos(300), "the longest wish holds");
  }

  @Test
  void aRunStaysToTheEndOfACycleThatIsPaidFor() {
    var left = end(10, 100, MINUTE_MILLIS).leftNanos();
    assertTrue(left > TimeUnit.MILLISECONDS.toNanos(60), "to 98 ms and not 10: " + left);
    assertTrue(left <= TimeUnit.MILLISECONDS.toNanos(98), "before the next: " + left);
  }

  @Test
  void theProvidersDeadlineIsNotReached() {
    var end = end(30_000, 1, 500);
    end.heard(TimeUnit.SECONDS.toNanos(600));
    assertEquals(0, end.leftNanos());
  }

  @Test
  void anEndThatWasDecidedIsNotPutOff() {
    var end = end(0, 1, 500);
    assertTrue(end.decide());
    end.heard(TimeUnit.SECONDS.toNanos(1));
    assertEquals(0, end.leftMillis());
    assertFalse(end(1_000, 1, MINUTE_MILLIS).decide());
  }
}
