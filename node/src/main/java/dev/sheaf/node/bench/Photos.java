package dev.sheaf.node.bench;

import dev.sheaf.policies.vocabulary.Draw;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/**
 * JPEG files of 500 × 375 pixels, each another: soft shades under grain, so that they are about as
 * large, and as slow to decode, as photos are.
 */
final class Photos {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;
  private static final int CLASSES = 10;
  private static final float QUALITY = 0.92f;

  private Photos() {}

  /** Writes {@code CLASS/NNNNNN.jpg} below {@code root}; gives the bytes of all. */
  static long write(Path root, int count) throws IOException {
    try {
      for (int each = 0; each < CLASSES; each++) {
        Files.createDirectories(root.resolve("class-" + each));
      }
      return IntStream.range(0, count).parallel().mapToLong(id -> one(root, id)).sum();
    } catch (UncheckedIOException cannot) {
      throw new IOException("cannot write photos below " + root + ": " + cannot.getMessage());
    }
  }

  private static long one(Path root, int id) {
    var file = root.resolve("class-" + id % CLASSES).resolve("%06d.jpg".formatted(id));
    var writer = ImageIO.getImageWritersByFormatName("jpg").next();
    try (var out = ImageIO.createImageOutputStream(file.toFile())) {
      var how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(photo(id), null, null), how);
      out.flush();
      return out.length();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } finally {
      writer.dispose();
    }
  }

  private static BufferedImage photo(int id) {
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        var grain = Draw.draw(id, x, y);
        var shade = (x * (1 + id % 3) + y * (1 + id % 5)) / 8;
        image.setRGB(
            x,
            y,
            level(shade, grain) << 16
                | level(shade / 2, grain >>> 8) << 8
                | level(id, grain >>> 16));
      }
    }
    return image;
  }

  private static int level(int shade, long grain) {
    return (shade & 127) + 40 + (int) (grain & 63);
  }
}
