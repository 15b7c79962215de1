package dev.sheaf.lambda.bridge.erasure;

/**
 * How a package is cut into the data chunks of its stripe: one after the other, all of one length,
 * the last ones filled up with zeros.
 *
 * <p>A chunk is {@code ceil(size / data)} bytes, rounded up to 64, so that no chunk ends within a
 * cache line. Padding need not exist in memory: {@link ErasureCode} takes a data chunk without it.
 *
 * <pre>
 * 1,000 bytes over 4 data chunks: chunks of 256 bytes
 * chunk 0: bytes 0..255   1: 256..511   2: 512..767   3: 768..999 and 24 zeros
 * </pre>
 *
 * @param data chunks, 1 or more
 * @param sizeBytes of the package, 0 or more
 */
public record StripeShape(int data, long sizeBytes) {
  private static final int ALIGNMENT = 64;

  /** A shape that a stripe can have. */
  public StripeShape {
    if (data < 1 || sizeBytes < 0) {
      throw new IllegalArgumentException(
          "a stripe must have 1 or more data chunks and 0 or more bytes but had %d and %d"
              .formatted(data, sizeBytes));
    }
  }

  /** How long each chunk is, of data and of parity alike. */
  public long chunkBytes() {
    return Math.ceilDiv(Math.ceilDiv(sizeBytes, (long) data), (long) ALIGNMENT) * ALIGNMENT;
  }

  /** Where the data chunk {@code index} begins in the package; its end when it is all padding. */
  public long offsetBytes(int index) {
    if (index < 0 || index >= data) {
      throw new IllegalArgumentException(
          "a data chunk must be 0..%d but was %d".formatted(data - 1, index));
    }
    return Math.min(sizeBytes, index * chunkBytes());
  }

  /** How many bytes of the data chunk {@code index} are bytes of the package. */
  public long packageBytes(int index) {
    return Math.min(chunkBytes(), sizeBytes - offsetBytes(index));
  }

  /** How many zeros follow them. */
  public long paddingBytes(int index) {
    return chunkBytes() - packageBytes(index);
  }
}
