package dev.sheaf.policies.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JitteredBackOffTest {
  private final JitteredBackOff backOff = new JitteredBackOff(100, 1_000);

  @Test
  void theBoundDoublesUntilItsLimit() {
    assertEquals(100, backOff.boundNanos(1));
    assertEquals(400, backOff.boundNanos(3));
    assertEquals(1_000, backOff.boundNanos(5));
    assertEquals(1_000, backOff.boundNanos(Integer.MAX_VALUE));
    assertEquals(Long.MAX_VALUE, new JitteredBackOff(3, Long.MAX_VALUE).boundNanos(80));
  }

  @Test
  void waitsAreSpreadEvenlyBelowTheBound() {
    var sum = 0.0;
    for (long request = 0; request < 10_000; request++) {
      var wait = backOff.waitNanos(1, request, 4);
      assertTrue(wait >= 1 && wait <= 800, "request " + request + " waits " + wait);
      sum += wait;
    }
    assertEquals(400, sum / 10_000, 10);
  }

  @Test
  void theSameRefusalWaitsTheSameAndBoundsMustMakeSense() {
    assertEquals(backOff.waitNanos(7, 3, 2), backOff.waitNanos(7, 3, 2));
    assertThrows(IllegalArgumentException.class, () -> backOff.boundNanos(0));
    assertThrows(IllegalArgumentException.class, () -> new JitteredBackOff(10, 9));
  }
}
