package dev.sheaf.wire.batch;

/**
 * What opens a batch body; 32 bytes on the wire.
 *
 * @param flags {@link #STACKED} or 0
 * @param count how many frames follow
 * @param epoch the epoch the batch belongs to
 * @param rank the rank it is for
 * @param n the batch's number in the epoch
 * @param totalBytes bytes that follow the header; {@link #UNKNOWN} when the body is streamed while
 *     samples are still being gathered
 */
public record BatchHeader(int flags, int count, int epoch, int rank, int n, long totalBytes) {
  /** Bytes of a header on the wire. */
  public static final int BYTES = 32;

  /** Flag: all heads come first, then one tensor. */
  public static final int STACKED = 1;

  /** The total of a body whose length is not known when it begins. */
  public static final long UNKNOWN = -1;

  /** A header whose numbers are in range. */
  public BatchHeader {
    if (flags < 0 || flags > 0xFFFF) {
      throw new IllegalArgumentException("flags must be 0..65535 but was " + flags);
    }
    notNegative("count", count);
    notNegative("epoch", epoch);
    notNegative("rank", rank);
    notNegative("n", n);
    if (totalBytes < UNKNOWN) {
      throw new IllegalArgumentException("totalBytes must be -1 or more but was " + totalBytes);
    }
  }

  private static void notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be 0..2147483647 but was " + value);
    }
  }
}
