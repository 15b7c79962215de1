package dev.sheaf.simulation.clairvoyance;

/** A shared file system: one read after another at its whole bandwidth, each over its own link. */
final class FileSystem {
  private final double bytesPerSecond;
  private final double linkBytesPerSecond;
  private long freeAt;
  private long reads;

  FileSystem(double bytesPerSecond, double linkBytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    this.linkBytesPerSecond = linkBytesPerSecond;
  }

  /** When a read that begins now has ended. */
  long read(long sizeBytes, long now) {
    reads++;
    freeAt = Math.max(freeAt, now) + nanos(sizeBytes, bytesPerSecond);
    return Math.max(freeAt, now + nanos(sizeBytes, linkBytesPerSecond));
  }

  /** How many reads there were. */
  long reads() {
    return reads;
  }

  /** How long a transfer takes. */
  static long nanos(long sizeBytes, double bytesPerSecond) {
    return Math.max(1, Math.round(sizeBytes / bytesPerSecond * 1e9));
  }
}
