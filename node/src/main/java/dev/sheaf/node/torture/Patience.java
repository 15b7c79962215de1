package dev.sheaf.node.torture;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what is to come. */
final class Patience {
  private static final long LOOK_MILLIS = 50;

  private Patience() {}

  /** Returns when it is so; fails when that takes longer than {@code seconds}. */
  static void until(BooleanSupplier so, int seconds) throws TimeoutException, InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!so.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException("not within " + seconds + " s");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
