package dev.sheaf.policies.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aFullBucketGivesItsBurstAtOnceAndThenTheRate() {
    var bucket = TokenBucket.full(100, 10 * SECOND, 50 * SECOND);
    for (int i = 0; i < 1000; i++) {
      assertTrue(bucket.tryTake(1, 50 * SECOND), "token " + i);
    }
    assertFalse(bucket.tryTake(1, 50 * SECOND));
    assertFalse(bucket.tryTake(2, 50 * SECOND + SECOND / 100));
    assertTrue(bucket.tryTake(1, 50 * SECOND + SECOND / 100));
    assertFalse(bucket.tryTake(1, 50 * SECOND + SECOND / 100));
  }

  @Test
  void itRefillsContinuouslyAndNotBeyondTheBurst() {
    var bucket = new TokenBucket(100, 10 * SECOND, 0);
    assertTrue(bucket.tryTake(250, 5 * SECOND / 2));
    assertFalse(bucket.tryTake(1, 5 * SECOND / 2));
    assertFalse(bucket.tryTake(1001, 1000 * SECOND));
    assertTrue(bucket.tryTake(1000, 1000 * SECOND));
  }

  @Test
  void whoTakesMoreThanThereIsWaits() {
    var bucket = new TokenBucket(1000, SECOND, 0);
    assertEquals(2 * SECOND, bucket.take(2000, 0));
    assertEquals(3 * SECOND, bucket.take(1000, 0));
    assertEquals(0, bucket.take(500, 4 * SECOND));
  }

  @Test
  void aRateMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1, -1, 0));
  }
}
