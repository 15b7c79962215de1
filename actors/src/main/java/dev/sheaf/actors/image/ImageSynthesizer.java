package dev.sheaf.actors.image;

import dev.sheaf.policies.vocabulary.Draw;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Makes a small labelled set of JPEG images: ten shapes of random place, size, turn and colours on
 * noise. The same seed gives the same pixels; a small network learns it in a few epochs.
 */
public final class ImageSynthesizer {
  /** The classes, in order of label. */
  public static final List<String> CLASSES =
      List.of(
          "arc", "bars", "checks", "cross", "disc", "frame", "ring", "square", "star", "triangle");

  private static final int SIDE = 32;

  private final long seed;

  /** A maker whose images follow from {@code seed}. */
  public ImageSynthesizer(long seed) {
    this.seed = seed;
  }

  /**
   * Writes {@code train/CLASS/NNNN.jpg} and {@code test/CLASS/NNNN.jpg} below {@code root}.
   *
   * @param trainPerClass images of each class to train on
   * @param testPerClass images of each class to test on
   */
  public void write(Path root, int trainPerClass, int testPerClass) throws IOException {
    writePart(root.resolve("train"), trainPerClass, 0);
    writePart(root.resolve("test"), testPerClass, trainPerClass);
  }

  private void writePart(Path part, int perClass, int from) throws IOException {
    for (var name : CLASSES) {
      Files.createDirectories(part.resolve(name));
    }
    try {
      IntStream.range(0, perClass * CLASSES.size())
          .parallel()
          .forEach(i -> writeOne(part, i % CLASSES.size(), from + i / CLASSES.size()));
    } catch (UncheckedIOException e) {
      throw new IOException("cannot write images below " + part + ": " + e.getMessage(), e);
    }
  }

  private void writeOne(Path part, int label, int number) {
    var file = part.resolve(CLASSES.get(label)).resolve("%04d.jpg".formatted(number));
    try {
      ImageIO.write(image(label, number), "jpg", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Image {@code number} of a class. */
  BufferedImage image(int label, int number) {
    var chance = new Chance(Draw.draw(seed, label, number));
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    noise(image, chance);
    var pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.translate(SIDE / 2.0 + chance.between(-5, 5), SIDE / 2.0 + chance.between(-5, 5));
    pen.rotate(chance.between(-0.5, 0.5));
    var scale = chance.between(0.7, 1.2);
    pen.scale(scale, scale);
    pen.setColor(
        Color.getHSBColor(
            (float) chance.between(0, 1),
            (float) chance.between(0.3, 1),
            (float) chance.between(0.55, 1)));
    pen.setStroke(new BasicStroke(3));
    draw(pen, label);
    pen.dispose();
    return image;
  }

  private static void noise(BufferedImage image, Chance chance) {
    var hue = (float) chance.between(0, 1);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        var brightness = (float) chance.between(0.05, 0.55);
        image.setRGB(x, y, Color.HSBtoRGB(hue, 0.4f, brightness));
      }
    }
  }

  private static void draw(Graphics2D pen, int label) {
    switch (CLASSES.get(label)) {
      case "arc" -> pen.drawArc(-9, -9, 18, 18, 20, 180);
      case "bars" -> {
        for (int x = -8; x <= 8; x += 8) {
          pen.draw(new Line2D.Double(x, -9, x, 9));
        }
      }
      case "checks" -> {
        pen.fill(new Rectangle2D.Double(-9, -9, 9, 9));
        pen.fill(new Rectangle2D.Double(0, 0, 9, 9));
      }
      case "cross" -> {
        pen.draw(new Line2D.Double(-9, 0, 9, 0));
        pen.draw(new Line2D.Double(0, -9, 0, 9));
      }
      case "disc" -> pen.fill(new Ellipse2D.Double(-8, -8, 16, 16));
      case "frame" -> pen.draw(new Rectangle2D.Double(-8, -8, 16, 16));
      case "ring" -> pen.draw(new Ellipse2D.Double(-8, -8, 16, 16));
      case "square" -> pen.fill(new Rectangle2D.Double(-8, -8, 16, 16));
      case "star" -> pen.fill(polygon(10, 10, 4));
      default -> pen.fill(polygon(3, 10, 10));
    }
  }

  private static Path2D polygon(int points, double outer, double inner) {
    var path = new Path2D.Double();
    for (int i = 0; i < points; i++) {
      var radius = i % 2 == 0 ? outer : inner;
      var angle = 2 * StrictMath.PI * i / points;
      var x = radius * StrictMath.sin(angle);
      var y = -radius * StrictMath.cos(angle);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    return path;
  }

  /** Draws in order, from one key. */
  private static final class Chance {
    private final long key;
    private long count;

    Chance(long key) {
      this.key = key;
    }

    double between(double least, double most) {
      var unit = (Draw.draw(key, count++) >>> 11) * 0x1.0p-53;
      return least + unit * (most - least);
    }
  }
}
