package dev.sheaf.wire.task;

/**
 * What can be done to pixels. All arithmetic is on whole numbers, so that it is the same anywhere.
 */
final class PictureOps {
  private static final int WHITE = 255;

  private PictureOps() {}

  /** Another size: each pixel is the rounded mean of those that it covers. */
  static Picture resize(Picture from, int height, int width) {
    var to = new byte[Picture.PLANES * height * width];
    for (int y = 0; y < height; y++) {
      var top = y * from.height() / height;
      var bottom = Math.max(top + 1, (y + 1) * from.height() / height);
      for (int x = 0; x < width; x++) {
        var left = x * from.width() / width;
        var right = Math.max(left + 1, (x + 1) * from.width() / width);
        for (int plane = 0; plane < Picture.PLANES; plane++) {
          to[(plane * height + y) * width + x] =
              (byte) mean(from, plane, new Box(top, bottom, left, right));
        }
      }
    }
    return new Picture(to, height, width);
  }

  private record Box(int top, int bottom, int left, int right) {
    int pixels() {
      return (bottom - top) * (right - left);
    }
  }

  private static int mean(Picture from, int plane, Box box) {
    long sum = 0;
    for (int y = box.top; y < box.bottom; y++) {
      var line = (plane * from.height() + y) * from.width();
      for (int x = box.left; x < box.right; x++) {
        sum += from.planes()[line + x] & WHITE;
      }
    }
    return (int) ((sum + box.pixels() / 2) / box.pixels());
  }

  /**
   * The middle, the lower one of an odd rest. A picture that is smaller than it is enlarged first,
   * in its own proportions, by its nearest pixels.
   */
  static Picture crop(Picture from, int height, int width) {
    var scale =
        Math.max(1.0, Math.max((double) height / from.height(), (double) width / from.width()));
    var tall = Math.max(height, (int) (from.height() * scale));
    var wide = Math.max(width, (int) (from.width() * scale));
    var top = (tall - height) / 2;
    var left = (wide - width) / 2;
    var to = new byte[Picture.PLANES * height * width];
    for (int plane = 0, at = 0; plane < Picture.PLANES; plane++) {
      for (int y = 0; y < height; y++) {
        var fromY = (int) ((long) (top + y) * from.height() / tall);
        var line = (plane * from.height() + fromY) * from.width();
        for (int x = 0; x < width; x++) {
          to[at++] = from.planes()[line + (int) ((long) (left + x) * from.width() / wide)];
        }
      }
    }
    return new Picture(to, height, width);
  }

  /** How far the pixels of two pictures of one size are apart. */
  static Picture difference(Picture before, Picture after) {
    sameSize("difference", before, after);
    var to = new byte[after.planes().length];
    for (int i = 0; i < to.length; i++) {
      to[i] = (byte) Math.abs((after.planes()[i] & WHITE) - (before.planes()[i] & WHITE));
    }
    return new Picture(to, after.height(), after.width());
  }

  /** The mean of two pictures of one size, halves up. */
  static Picture blend(Picture one, Picture other) {
    sameSize("blend", one, other);
    var to = new byte[one.planes().length];
    for (int i = 0; i < to.length; i++) {
      to[i] = (byte) (((one.planes()[i] & WHITE) + (other.planes()[i] & WHITE) + 1) / 2);
    }
    return new Picture(to, one.height(), one.width());
  }

  private static void sameSize(String op, Picture one, Picture other) {
    if (one.height() != other.height() || one.width() != other.width()) {
      throw new TaskException(
          "%s needs pictures of one size but got %d times %d and %d times %d"
              .formatted(op, one.height(), one.width(), other.height(), other.width()));
    }
  }
}
