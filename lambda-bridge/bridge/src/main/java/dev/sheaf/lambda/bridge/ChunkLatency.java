package dev.sheaf.lambda.bridge;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long chunks took lately, and how long is unusual. */
final class ChunkLatency {
  private static final int KEPT = 256;
  private static final int EVERY = 32;
  private static final double SHARE = 0.95;
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final AtomicLongArray latest = new AtomicLongArray(KEPT);
  private final AtomicInteger count = new AtomicInteger();
  private volatile long unusualNanos = TimeUnit.MILLISECONDS.toNanos(100);

  void took(long nanos) {
    var at = count.getAndIncrement();
    latest.set(Math.floorMod(at, KEPT), nanos);
    if (at % EVERY == EVERY - 1) {
      var filled = Math.min(at + 1, KEPT);
      var sorted = new long[filled];
      for (int i = 0; i < filled; i++) {
        sorted[i] = latest.get(i);
      }
      Arrays.sort(sorted);
      var high = sorted[(int) (SHARE * (filled - 1))];
      unusualNanos = Math.clamp(high + high / 2, LEAST_NANOS, MOST_NANOS);
    }
  }

  /** After this time another chunk is asked for instead. */
  long unusualNanos() {
    return unusualNanos;
  }
}
