package dev.sheaf.node.torture;

import java.util.concurrent.TimeUnit;

/** What a client does again and again, on threads of its own, until it is told to end. */
final class Repeating {
  private final long betweenMillis;
  private volatile boolean over;

  /** One time of it. */
  interface Turn {
    void take(long number) throws InterruptedException;
  }

  /** With a pause after each time. */
  Repeating(long betweenMillis) {
    this.betweenMillis = betweenMillis;
  }

  void end() {
    over = true;
  }

  /** Returns when it is told to end, or interrupted. */
  void run(Turn turn) {
    try {
      for (long i = 0; !over; i++) {
        turn.take(i);
        TimeUnit.MILLISECONDS.sleep(betweenMillis);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
