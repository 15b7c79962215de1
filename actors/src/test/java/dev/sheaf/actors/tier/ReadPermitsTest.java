package dev.sheaf.actors.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ReadPermitsTest {
  private final ReadPermits permits = new ReadPermits(2);

  @Test
  void aLargerLimitTakesHoldAtOnce() throws InterruptedException {
    assertTrue(permits.tryAcquire(0));
    assertTrue(permits.tryAcquire(0));
    assertFalse(permits.tryAcquire(0));

    permits.resize(3);

    assertTrue(permits.tryAcquire(0));
    assertFalse(permits.tryAcquire(0));
    assertEquals(3, permits.limit());
  }

  @Test
  void aSmallerLimitTakesHoldAsReadsEnd() throws InterruptedException {
    assertTrue(permits.tryAcquire(0));
    assertTrue(permits.tryAcquire(0));

    permits.resize(1);

    permits.release();
    assertFalse(permits.tryAcquire(0), "one read still runs, and one may");
    permits.release();
    assertTrue(permits.tryAcquire(0));
    assertFalse(permits.tryAcquire(0));
  }

  @Test
  void noReadAtAllIsRefused() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> permits.resize(0));
    assertEquals("reads at once must be at least 1 but was 0", refusal.getMessage());
    assertEquals(2, permits.limit());
  }
}
