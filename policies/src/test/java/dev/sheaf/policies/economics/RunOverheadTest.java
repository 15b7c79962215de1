package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class RunOverheadTest {
  private static final long MILLI = 1_000_000;

  private final RunOverhead overhead = new RunOverhead(5 * MILLI);

  private void ran(int times, long millis) {
    for (int i = 0; i < times; i++) {
      overhead.ran(millis * MILLI);
    }
  }

  @Test
  void afterAFewRunsTheGuessIsForgotten() {
    ran(4, 40);
    assertEquals(5 * MILLI, overhead.nanos());
    ran(1, 40);
    assertEquals(40 * MILLI, overhead.nanos());
  }

  @Test
  void runsThatWereHeldUpDoNotCount() {
    ran(20, 9);
    ran(10, 700);
    assertEquals(9 * MILLI, overhead.nanos());
  }

  @Test
  void whatIsLongAgoDoesNotCount() {
    ran(100, 90);
    ran(16, 9);
    assertEquals(9 * MILLI, overhead.nanos());
  }

  @Test
  void whatCannotBeIsBounded() {
    ran(31, -3);
    assertEquals(1, overhead.nanos());
    ran(31, 100_000);
    assertEquals(1_000 * MILLI, overhead.nanos());
  }
}
