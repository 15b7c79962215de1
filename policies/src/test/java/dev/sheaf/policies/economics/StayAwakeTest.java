package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    assertNear(17 * MILLI, rule.againNanos(), MILLI / 10);
    assertNear(20 * rule.againNanos(), rule.mostNanos(), 20);
    var large = StayAwake.of(prices, 8192, 5 * MILLI, 20);
    assertNear(6_500_000, large.againNanos(), MILLI / 5);
  }

  private static void assertNear(long expected, long value, long tolerance) {
    assertTrue(Math.abs(expected - value) <= tolerance, value + " and not " + expected);
  }

  @Test
  void aStayThatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new StayAwake(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new StayAwake(2, 1));
  }
}
