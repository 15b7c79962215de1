package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WarmUpPaceTest {
  private static final double REFILL_CALLS = 200;
  private static final long SEED = 7;

  private static long minutes(long minutes) {
    return TimeUnit.MINUTES.toNanos(minutes);
  }

  private static void pass(WarmUpPace pace, int pauses, double lossPerMinute) {
    for (int i = 0; i < pauses; i++) {
      var pause = pace.pauseNanos(REFILL_CALLS);
      var loss = lossPerMinute * TimeUnit.NANOSECONDS.toMinutes(pause);
      pace.met(pause, Draw.draw(SEED, i) >>> 11 > loss * 0x1.0p53);
    }
  }

  @Test
  void itBeginsWithAMinute() {
    assertEquals(minutes(1), new WarmUpPace().pauseNanos(REFILL_CALLS));
  }

  @Test
  void pausesGrowWhereEnvironmentsOutliveThem() {
    var pace = new WarmUpPace();
    pass(pace, 4_000, 0);
    assertEquals(minutes(16), pace.pauseNanos(REFILL_CALLS));
  }

  @Test
  void nobodyGoesFartherThanOneStepBeyondWhatWasTried() {
    var pace = new WarmUpPace();
    for (int i = 0; i < 1_000; i++) {
      pace.met(minutes(1), true);
    }
    assertEquals(minutes(2), pace.pauseNanos(REFILL_CALLS));
  }

  @Test
  void aPauseThatLosesManyIsLeftAgain() {
    var pace = new WarmUpPace();
    pass(pace, 2_000, 0);
    for (int i = 0; i < 2_000 && pace.pauseNanos(REFILL_CALLS) > minutes(4); i++) {
      var pause = pace.pauseNanos(REFILL_CALLS);
      pace.met(pause, pause <= minutes(4));
    }
    assertEquals(minutes(4), pace.pauseNanos(REFILL_CALLS));
  }

  @Test
  void whoHoldsMuchIsCalledMoreOften() {
    var pace = new WarmUpPace();
    pass(pace, 3_000, 0.002);
    assertTrue(pace.pauseNanos(2_000) <= pace.pauseNanos(20));
  }

  @Test
  void callsInQuickSuccessionTellNothing() {
    var pace = new WarmUpPace();
    for (int i = 0; i < 1_000; i++) {
      pace.met(TimeUnit.SECONDS.toNanos(5), true);
    }
    assertEquals(minutes(1), pace.pauseNanos(REFILL_CALLS));
  }
}
