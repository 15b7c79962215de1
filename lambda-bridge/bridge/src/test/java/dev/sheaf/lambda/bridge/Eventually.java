package dev.sheaf.lambda.bridge;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what nobody is told of; how long at most, the test's time limit says. */
final class Eventually {
  private static final long PAUSE_NANOS = 2_000_000;

  private Eventually() {}

  static void is(Callable<Boolean> so) throws Exception {
    while (!so.call()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException("it did not come to pass in time");
      }
    }
  }
}
