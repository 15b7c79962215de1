package dev.sheaf.actors.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/** Decodes JPEG, PNG, GIF and BMP by the JDK; about a third of libturbojpeg's speed for JPEG. */
final class ImageIoDecoder implements ImageDecoder {
  static {
    // Small images in memory gain nothing from a cache on disk.
    ImageIO.setUseCache(false);
  }

  @Override
  public String label() {
    return "ImageIO";
  }

  @Override
  public <R extends @Nullable Object> R decode(byte[] encoded, Function<Pixels, R> use, R none) {
    try (var stream = ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      var readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        return none;
      }
      var reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        return decode(reader, use, none);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException damaged) {
      // ImageIO's readers throw all sorts of unchecked exceptions on damaged bytes.
      return none;
    }
  }

  private static <R extends @Nullable Object> R decode(
      ImageReader reader, Function<Pixels, R> use, R none) throws IOException {
    if (!allowed(reader, 0)) {
      return none;
    }
    var image = reader.read(0);
    try (var arena = Arena.ofConfined()) {
      var rgb = arena.allocate(3L * image.getWidth() * image.getHeight());
      copy(image, rgb);
      return use.apply(new Pixels(rgb, image.getHeight(), image.getWidth()));
    }
  }

  private static boolean allowed(ImageReader reader, int index) throws IOException {
    return ImageDecoder.allowed(reader.getHeight(index), reader.getWidth(index));
  }

  private static void copy(BufferedImage image, MemorySegment rgb) {
    var row = new int[image.getWidth()];
    var at = 0L;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int pixel : row) {
        rgb.set(ValueLayout.JAVA_BYTE, at++, (byte) (pixel >> 16));
        rgb.set(ValueLayout.JAVA_BYTE, at++, (byte) (pixel >> 8));
        rgb.set(ValueLayout.JAVA_BYTE, at++, (byte) pixel);
      }
    }
  }
}
