package dev.sheaf.actors.importance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The bytes of a bitmap's file or page: its words, little-endian. */
final class BitmapBytes {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).withByteAlignment(1);

  private BitmapBytes() {}

  static byte[] of(long[] words) {
    var bytes = new byte[words.length * Long.BYTES];
    MemorySegment.copy(words, 0, MemorySegment.ofArray(bytes), WORD, 0, words.length);
    return bytes;
  }

  /**
   * Adds a page's bits to {@code words} from {@code first} on; what is beyond the end is left out.
   */
  static void addTo(long[] words, int first, byte[] page) {
    var from = MemorySegment.ofArray(page);
    var count = Math.min(page.length / Long.BYTES, words.length - first);
    for (int index = 0; index < count; index++) {
      words[first + index] |= from.get(WORD, (long) index * Long.BYTES);
    }
  }
}
