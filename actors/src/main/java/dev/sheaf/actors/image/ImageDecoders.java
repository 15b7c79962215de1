package dev.sheaf.actors.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decoders of this machine, chosen by what the bytes are. */
public final class ImageDecoders {
  private static final int CIFAR_SIDE = 32;
  private static final int CIFAR_BYTES = 3 * CIFAR_SIDE * CIFAR_SIDE;

  private final @Nullable TurboJpegDecoder turbo;
  private final ImageDecoder other = new ImageIoDecoder();

  private ImageDecoders(@Nullable TurboJpegDecoder turbo) {
    this.turbo = turbo;
  }

  /** Looks for libturbojpeg, and does with ImageIO where it is absent. */
  public static ImageDecoders detect() {
    return new ImageDecoders(TurboJpegDecoder.find().orElse(null));
  }

  /** The JDK's decoders only. */
  public static ImageDecoders plain() {
    return new ImageDecoders(null);
  }

  /** What decodes JPEG here, and how to make it faster if it could be. */
  public String label() {
    return turbo == null
        ? "ImageIO (libturbojpeg0 is not installed; it is about three times as fast)"
        : turbo.label();
  }

  /** True when JPEG is decoded by a library of this machine, and not by the JDK. */
  public boolean hasNative() {
    return turbo != null;
  }

  /**
   * Decodes an image file's bytes, or the 3,072 bytes of a CIFAR record.
   *
   * <p><i>Shape:</i> 3 × height × width, uint8, red plane first.
   *
   * @param pieces the encoded bytes in order
   * @return false when they cannot be decoded
   */
  public boolean decode(List<MemorySegment> pieces, MemorySegment planar, int height, int width) {
    var encoded = joined(pieces);
    if (turbo != null && TurboJpegDecoder.isJpeg(encoded)) {
      return turbo.decode(encoded, planar, height, width);
    }
    return (encoded.length == CIFAR_BYTES && !isImage(encoded))
        ? cifar(encoded, planar, height, width)
        : other.decode(encoded, planar, height, width);
  }

  /**
   * Decodes an image file's bytes, or the 3,072 bytes of a CIFAR record, in the image's own size.
   *
   * @return pixels on the heap; empty when the bytes cannot be decoded
   */
  public Optional<Pixels> pixels(byte[] encoded) {
    if (turbo != null && TurboJpegDecoder.isJpeg(encoded)) {
      return turbo.decode(encoded, pixels -> Optional.of(pixels.kept()), Optional.empty());
    }
    return encoded.length == CIFAR_BYTES && !isImage(encoded)
        ? Optional.of(cifar(encoded))
        : other.decode(encoded, pixels -> Optional.of(pixels.kept()), Optional.empty());
  }

  private static boolean cifar(byte[] planes, MemorySegment planar, int height, int width) {
    if (height == CIFAR_SIDE && width == CIFAR_SIDE) {
      MemorySegment.copy(MemorySegment.ofArray(planes), 0, planar, 0, CIFAR_BYTES);
      return true;
    }
    Scaling.toPlanes(cifar(planes), planar, height, width);
    return true;
  }

  private static Pixels cifar(byte[] planes) {
    var rgb = new byte[CIFAR_BYTES];
    for (int i = 0; i < CIFAR_SIDE * CIFAR_SIDE; i++) {
      for (int plane = 0; plane < 3; plane++) {
        rgb[3 * i + plane] = planes[plane * CIFAR_SIDE * CIFAR_SIDE + i];
      }
    }
    return new Pixels(MemorySegment.ofArray(rgb), CIFAR_SIDE, CIFAR_SIDE);
  }

  private static boolean isImage(byte[] bytes) {
    return TurboJpegDecoder.isJpeg(bytes)
        || (bytes[0] == (byte) 0x89 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G');
  }

  /** The bytes of pieces in one array. */
  public static byte[] joined(List<MemorySegment> pieces) {
    var length = pieces.stream().mapToLong(MemorySegment::byteSize).sum();
    var bytes = new byte[Math.toIntExact(length)];
    var at = 0;
    for (var piece : pieces) {
      var size = (int) piece.byteSize();
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, at, size);
      at += size;
    }
    return bytes;
  }
}
