package dev.sheaf.policies.vocabulary;

/**
 * An erasure code: a package is cut into {@code data} chunks and guarded by {@code parity} more;
 * any {@code data} of them give it back.
 *
 * @param data at least 1
 * @param parity at least 0; data and parity are at most 64 together
 */
public record StripeCode(int data, int parity) {
  private static final int MOST_CHUNKS = 64;

  /** A code that a stripe can have. */
  public StripeCode {
    if (data < 1 || parity < 0 || data + parity > MOST_CHUNKS) {
      throw new IllegalArgumentException(
          "a code must have 1 or more data and at most %d chunks but was %d+%d"
              .formatted(MOST_CHUNKS, data, parity));
    }
  }

  /** Reads {@code 10+2}. */
  public static StripeCode parse(String text) {
    var plus = text.indexOf('+');
    try {
      return new StripeCode(
          Integer.parseInt(text.substring(0, Math.max(0, plus)).strip()),
          Integer.parseInt(text.substring(plus + 1).strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a code must read like 10+2 but was " + text, e);
    }
  }

  /** Chunks of a stripe. */
  public int chunks() {
    return data + parity;
  }

  /** Stored bytes for each byte of data. */
  public double overhead() {
    return (double) chunks() / data;
  }

  /** How long each chunk of {@code sizeBytes} is. */
  public long chunkBytes(long sizeBytes) {
    return Math.ceilDiv(sizeBytes, (long) data);
  }

  @Override
  public String toString() {
    return data + "+" + parity;
  }
}
