package dev.sheaf.policies.admission;

/**
 * What is under way.
 *
 * @param requests that were let in and have not left
 * @param bytes that they hold, or will
 */
public record Load(long requests, long bytes) {
  /** Nothing is under way. */
  public static final Load NONE = new Load(0, 0);

  Load plus(int moreRequests, long moreBytes) {
    return new Load(requests + moreRequests, bytes + moreBytes);
  }
}
