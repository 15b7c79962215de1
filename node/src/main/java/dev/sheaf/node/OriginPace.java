package dev.sheaf.node;

/**
 * The most that the origin gave in a while of about a second, of all whiles in which it gave
 * anything. Guarded by itself.
 */
final class OriginPace {
  private static final double NANOS = 1e9;

  private long lastBytes;
  private long lastNanos;
  private double most;

  /** What was read so far. */
  synchronized void note(long bytes, long nowNanos) {
    if (lastNanos != 0 && nowNanos > lastNanos) {
      most = Math.max(most, (bytes - lastBytes) * NANOS / (nowNanos - lastNanos));
    }
    lastBytes = bytes;
    lastNanos = nowNanos;
  }

  synchronized double bytesPerSecond() {
    return most;
  }
}
