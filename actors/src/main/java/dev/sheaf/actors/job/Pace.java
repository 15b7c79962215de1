package dev.sheaf.actors.job;

/**
 * How many batches a window should cover: those of five seconds by the rate of late, at least
 * eight.
 */
final class Pace {
  private static final int LEAST = 8;
  private static final int MOST = 256;
  private static final double SECONDS = 5;

  private long lastNanos;
  private int ahead = LEAST;

  int ahead() {
    return ahead;
  }

  /** A window of so many batches was assigned; the time since the last tells the rate. */
  void assigned(int batches, long now) {
    if (lastNanos > 0 && now > lastNanos) {
      var perSecond = batches / ((now - lastNanos) / 1e9);
      ahead = (int) Math.clamp(perSecond * SECONDS, LEAST, Math.min(MOST, 2 * ahead));
    }
    lastNanos = now;
  }
}
