package dev.sheaf.wire.task;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** Decodes JPEG, PNG, GIF and BMP by the JDK: the same pixels wherever the same JDK runs. */
public final class JdkImages {
  /** A decoded picture may take this part of the heap, so that several fit at once. */
  private static final int HEAP_SHARE = 4;

  /** Of one pixel, as the JDK's decoders hold it. */
  private static final int MOST_PIXEL_BYTES = 4;

  private static final int CIFAR_SIDE = 32;
  private static final int CIFAR_BYTES = Picture.PLANES * CIFAR_SIDE * CIFAR_SIDE;

  static {
    // Small images in memory gain nothing from a cache on disk.
    ImageIO.setUseCache(false);
  }

  private JdkImages() {}

  /** The image; empty when the bytes are none, a damaged one, or one that is too large. */
  public static Optional<BufferedImage> read(byte[] encoded) {
    try (var stream = ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      var readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      var reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        return isAllowed(reader) ? Optional.of(reader.read(0)) : Optional.empty();
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException damaged) {
      // ImageIO's readers throw all sorts of unchecked exceptions on damaged bytes.
      return Optional.empty();
    } catch (OutOfMemoryError tooLarge) {
      // One array that did not fit: nothing else of the process is the worse for it.
      return Optional.empty();
    }
  }

  /** Some hundred bytes of a file may say that they are gigabytes of pixels. */
  private static boolean isAllowed(ImageReader reader) throws IOException {
    var height = reader.getHeight(0);
    var width = reader.getWidth(0);
    return Picture.isAllowed(height, width)
        && (long) height * width
            <= Runtime.getRuntime().maxMemory() / HEAP_SHARE / MOST_PIXEL_BYTES;
  }

  /**
   * The pixels of an image, or of the 3,072 bytes of a CIFAR record; empty as for {@link #read}.
   */
  public static Optional<Picture> decode(byte[] encoded) {
    return isCifar(encoded)
        ? Optional.of(new Picture(encoded.clone(), CIFAR_SIDE, CIFAR_SIDE))
        : read(encoded).map(JdkImages::picture);
  }

  /** True when the bytes can only be the planes of a CIFAR record. */
  public static boolean isCifar(byte[] encoded) {
    var jpeg =
        encoded.length > 3
            && encoded[0] == (byte) 0xFF
            && encoded[1] == (byte) 0xD8
            && encoded[2] == (byte) 0xFF;
    var png =
        encoded.length > 3
            && encoded[0] == (byte) 0x89
            && encoded[1] == 'P'
            && encoded[2] == 'N'
            && encoded[3] == 'G';
    return encoded.length == CIFAR_BYTES && !jpeg && !png;
  }

  private static Picture picture(BufferedImage image) {
    var height = image.getHeight();
    var width = image.getWidth();
    var plane = height * width;
    var planes = new byte[Picture.PLANES * plane];
    var row = new int[width];
    for (int y = 0, at = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        planes[at] = (byte) (pixel >> 16);
        planes[plane + at] = (byte) (pixel >> 8);
        planes[2 * plane + at] = (byte) pixel;
        at++;
      }
    }
    return new Picture(planes, height, width);
  }
}
