package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class StayAwakeTest {
  private static final long MILLI = 1_000_000;
  private static final StayAwake RULE = new StayAwake(17 * MILLI, 340 * MILLI);

  @Test
  void aRhythmIsWaitedFor() {
    assertEquals(250 * MILLI, RULE.stayNanos(100 * MILLI));
  }

  @Test
  void whatComesTooSeldomIsNotWaitedForLongerThanACallCosts() {
    assertEquals(17 * MILLI, RULE.stayNanos(10_000 * MILLI));
    assertEquals(17 * MILLI, RULE.stayNanos(137 * MILLI));
  }

  @Test
  void withoutARhythmItIsWaitedForAsLongAsACallCosts() {
    assertEquals(17 * MILLI, RULE.stayNanos(0));
    assertEquals(17 * MILLI, RULE.stayNanos(MILLI));
  }

  @Test
  void aCallOfAGigabyteCostsSeventeenMilliseconds() {
    var prices = new FunctionPrices(200_000, 16_666_700, 1, true);
    var rule = StayAwake.of(prices, 1024, 5 * MILLI, 20);
    assertEquals(17 * MILLI, rule.againNanos(), MILLI / 10);
    assertEquals(20 * rule.againNanos(), rule.mostNanos(), 20);
    assertEquals(
        6 * MILLI + 500_000, StayAwake.of(prices, 8192, 5 * MILLI, 20).againNanos(), MILLI / 5);
  }

  @Test
  void aStayThatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new StayAwake(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new StayAwake(2, 1));
  }
}
