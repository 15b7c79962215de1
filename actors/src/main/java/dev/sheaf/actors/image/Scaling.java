package dev.sheaf.actors.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns rows of interleaved RGB into planes of the size that is wanted, by area averaging. */
final class Scaling {
  private Scaling() {}

  static void toPlanes(Pixels from, MemorySegment planar, int height, int width) {
    for (int y = 0; y < height; y++) {
      var top = y * from.height() / height;
      var bottom = Math.max(top + 1, (y + 1) * from.height() / height);
      for (int x = 0; x < width; x++) {
        var left = x * from.width() / width;
        var right = Math.max(left + 1, (x + 1) * from.width() / width);
        for (int plane = 0; plane < 3; plane++) {
          var value = mean(from, new Box(top, bottom, left, right), plane);
          planar.set(ValueLayout.JAVA_BYTE, ((long) plane * height + y) * width + x, (byte) value);
        }
      }
    }
  }

  private record Box(int top, int bottom, int left, int right) {}

  private static int mean(Pixels from, Box box, int plane) {
    var sum = 0L;
    for (int y = box.top; y < box.bottom; y++) {
      for (int x = box.left; x < box.right; x++) {
        sum += from.at(y, x, plane);
      }
    }
    var count = (long) (box.bottom - box.top) * (box.right - box.left);
    return (int) ((sum + count / 2) / count);
  }
}
