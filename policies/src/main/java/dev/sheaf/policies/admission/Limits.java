package dev.sheaf.policies.admission;

/**
 * What a node may have under way.
 *
 * @param requests at once
 * @param bytes that they may hold together
 * @param mostBytes that one of them counts as: a longer answer is sent in parts
 */
public record Limits(long requests, long bytes, long mostBytes) {
  /** Limits that let at least one request in. */
  public Limits {
    if (requests < 1 || mostBytes < 1 || bytes < mostBytes) {
      throw new IllegalArgumentException(
          "limits must be at least 1, and bytes at least mostBytes, but were %d, %d, %d"
              .formatted(requests, bytes, mostBytes));
    }
  }

  /** Limits of answers that are sent in parts: one counts as a quarter of the bytes at most. */
  public static Limits ofAnswers(long requests, long bytes) {
    return new Limits(requests, bytes, Math.max(1, bytes / 4));
  }

  /** Limits of bodies that are held whole. */
  public static Limits ofBodies(long requests, long bytes) {
    return new Limits(requests, bytes, bytes);
  }

  /** What a request of so many bytes counts as. */
  long counted(long wantedBytes) {
    return Math.min(Math.max(0, wantedBytes), mostBytes);
  }
}
