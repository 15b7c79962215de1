package dev.sheaf.actors.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A decoded image: interleaved RGB, uint8, row by row.
 *
 * @param rgb height × width × 3 bytes
 */
public record Pixels(MemorySegment rgb, int height, int width) {
  /** Bytes of it. */
  public long sizeBytes() {
    return 3L * height * width;
  }

  int at(int y, int x, int plane) {
    return rgb.get(ValueLayout.JAVA_BYTE, 3L * ((long) y * width + x) + plane) & 0xFF;
  }

  /** A copy on the heap, which stays when the decoder's memory is gone. */
  Pixels kept() {
    var bytes = new byte[Math.toIntExact(sizeBytes())];
    MemorySegment.copy(rgb, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
    return new Pixels(MemorySegment.ofArray(bytes), height, width);
  }
}
