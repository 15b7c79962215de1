package dev.sheaf.actors.task;

import dev.sheaf.actors.image.Pixels;
import dev.sheaf.wire.task.Picture;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns interleaved pixels into planes, and back. */
final class Planes {
  private Planes() {}

  static Picture of(Pixels pixels) {
    var count = pixels.height() * pixels.width();
    var planes = new byte[Picture.PLANES * count];
    for (int i = 0; i < count; i++) {
      for (int plane = 0; plane < Picture.PLANES; plane++) {
        planes[plane * count + i] =
            pixels.rgb().get(ValueLayout.JAVA_BYTE, (long) Picture.PLANES * i + plane);
      }
    }
    return new Picture(planes, pixels.height(), pixels.width());
  }

  static Pixels interleaved(Picture picture) {
    var count = picture.height() * picture.width();
    var rgb = new byte[Picture.PLANES * count];
    for (int i = 0; i < count; i++) {
      for (int plane = 0; plane < Picture.PLANES; plane++) {
        rgb[Picture.PLANES * i + plane] = picture.planes()[plane * count + i];
      }
    }
    return new Pixels(MemorySegment.ofArray(rgb), picture.height(), picture.width());
  }
}
