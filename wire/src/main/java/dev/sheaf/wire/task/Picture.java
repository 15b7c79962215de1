package dev.sheaf.wire.task;

import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Pixels: 3 × height × width, uint8, red plane first.
 *
 * <p><i>Shape</i> of its bytes: u32 height, u32 width, little-endian, and the planes.
 */
@SuppressWarnings("ArrayRecordComponent") // It is made, read and let go of; nobody compares it.
public record Picture(byte[] planes, int height, int width) {
  /** Colours. */
  public static final int PLANES = 3;

  /** Bytes before the planes. */
  public static final int HEAD_BYTES = 8;

  /** The largest height or width that is decoded. */
  public static final int MOST_SIDE = 16_384;

  /** The most pixels that are decoded. */
  public static final long MOST_PIXELS = 64L << 20;

  /** Planes of the size that is told. */
  public Picture {
    if (!isAllowed(height, width) || planes.length != PLANES * height * width) {
      throw new IllegalArgumentException(
          "a picture of %d times %d must have %d bytes for each pixel but had %d"
              .formatted(height, width, PLANES, planes.length));
    }
  }

  /** True when a picture may have this size. */
  public static boolean isAllowed(int height, int width) {
    return height > 0
        && width > 0
        && height <= MOST_SIDE
        && width <= MOST_SIDE
        && (long) height * width <= MOST_PIXELS;
  }

  /** Its bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(HEAD_BYTES + planes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(height)
        .putInt(width)
        .put(planes)
        .array();
  }

  /** Reads its bytes. */
  public static Picture read(byte[] bytes) throws WireFormatException {
    if (bytes.length >= HEAD_BYTES) {
      var head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      var height = head.getInt();
      var width = head.getInt();
      if (isAllowed(height, width) && bytes.length - HEAD_BYTES == (long) PLANES * height * width) {
        var planes = new byte[bytes.length - HEAD_BYTES];
        head.get(planes);
        return new Picture(planes, height, width);
      }
    }
    throw new WireFormatException("%d bytes are no picture".formatted(bytes.length));
  }
}
