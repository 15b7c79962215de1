package dev.sheaf.simulation.world;

/**
 * The object store that always has everything.
 *
 * @param firstByteNanos until the first byte of an answer
 * @param bytesPerSecond of one answer
 */
public record Origin(long firstByteNanos, long bytesPerSecond) {
  /** How long reading so many bytes takes. */
  public long readNanos(long bytes) {
    return firstByteNanos + (long) Math.ceil(bytes * 1e9 / bytesPerSecond);
  }
}
