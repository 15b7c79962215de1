package dev.sheaf.http;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that happens in its own time, and says so when it does not. */
final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Eventually() {}

  static void is(BooleanSupplier so) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it was not so within " + PATIENCE);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
