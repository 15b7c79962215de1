package dev.sheaf.actors.image;

import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decodes one image; safe for use by many threads. */
public interface ImageDecoder {
  /** The largest height or width that is decoded. */
  int MAX_SIDE = 16_384;

  /** The most pixels that are decoded. */
  long MAX_PIXELS = 64L << 20;

  /** Which decoder this is, for people. */
  String label();

  /**
   * Decodes {@code encoded} into {@code planar}.
   *
   * <p><i>Shape:</i> 3 × height × width, uint8, red plane first. An image of another size is scaled
   * to this one.
   *
   * @return false when the bytes are no image that this decoder knows, or a damaged one
   */
  default boolean decode(byte[] encoded, MemorySegment planar, int height, int width) {
    return decode(
        encoded,
        pixels -> {
          Scaling.toPlanes(pixels, planar, height, width);
          return true;
        },
        false);
  }

  /**
   * What {@code use} makes of the decoded image, whose pixels are gone afterwards.
   *
   * @return {@code none} when the bytes are no image that this decoder knows, or a damaged one
   */
  <R extends @Nullable Object> R decode(byte[] encoded, Function<Pixels, R> use, R none);

  /** True when an image of this size may be decoded. */
  static boolean allowed(int height, int width) {
    return height > 0
        && width > 0
        && height <= MAX_SIDE
        && width <= MAX_SIDE
        && (long) height * width <= MAX_PIXELS;
  }
}
