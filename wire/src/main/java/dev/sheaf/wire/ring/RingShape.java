package dev.sheaf.wire.ring;

import dev.sheaf.wire.WireFormatException;
import java.lang.foreign.MemorySegment;

/**
 * How many batches of which form a ring holds, and where in the memory they lie.
 *
 * @param slots batches at the same time
 * @param readers cursors
 * @param batch most samples of a batch
 * @param channels of an image
 * @param height of an image
 * @param width of an image
 */
public record RingShape(int slots, int readers, int batch, int channels, int height, int width) {
  /** The most cursors: they share the first page. */
  public static final int MAX_READERS = 30;

  /** The largest ring. */
  public static final long MAX_BYTES = 1L << 36;

  static final int PAGE_BYTES = 4096;
  static final int CURSOR_BYTES = 128;
  static final int SLOT_HEADER_BYTES = 64;

  private static final int MAGIC = 'S' | 'H' << 8 | 'R' << 16 | '1' << 24;
  private static final int VERSION = 1;

  /** A shape that fits in memory. */
  public RingShape {
    require("slots", slots, 1, 4096);
    require("readers", readers, 1, MAX_READERS);
    require("batch", batch, 1, 65_536);
    require("channels", channels, 1, 16);
    require("height", height, 1, 8192);
    require("width", width, 1, 8192);
    var slotBytes = slotBytes(batch, (long) channels * height * width);
    require("bytes of the ring", PAGE_BYTES + slots * slotBytes, 1, MAX_BYTES);
  }

  /** Bytes of one image. */
  public long imageBytes() {
    return (long) channels * height * width;
  }

  /** Bytes of the whole memory. */
  public long totalBytes() {
    return slotOffset(slots);
  }

  long slotOffset(int slot) {
    return PAGE_BYTES + slot * slotBytes(batch, imageBytes());
  }

  long imagesOffset() {
    return imagesOffset(batch);
  }

  static long cursorOffset(int reader) {
    return CURSOR_BYTES + reader * (long) CURSOR_BYTES;
  }

  void writeTo(MemorySegment memory) {
    int[] words = {MAGIC, VERSION, slots, readers, batch, channels, height, width};
    for (int i = 0; i < words.length; i++) {
      memory.set(RingWords.U32, 4L * i, words[i]);
    }
  }

  /** Reads the shape that the first words of a ring's memory tell. */
  static RingShape of(MemorySegment memory) throws WireFormatException {
    var words = new int[8];
    for (int i = 0; i < words.length; i++) {
      words[i] = memory.get(RingWords.U32, 4L * i);
    }
    if (words[0] != MAGIC || words[1] != VERSION) {
      throw new WireFormatException(
          "a ring begins with SHR1, version 1, but this memory with 0x%08x, %d"
              .formatted(words[0], words[1]));
    }
    try {
      return new RingShape(words[2], words[3], words[4], words[5], words[6], words[7]);
    } catch (IllegalArgumentException outOfRange) {
      throw new WireFormatException("ring: " + outOfRange.getMessage(), outOfRange);
    }
  }

  private static long imagesOffset(int batch) {
    return roundedUp(SLOT_HEADER_BYTES + (long) batch * Long.BYTES, SLOT_HEADER_BYTES);
  }

  private static long slotBytes(int batch, long imageBytes) {
    return roundedUp(imagesOffset(batch) + batch * imageBytes, PAGE_BYTES);
  }

  private static long roundedUp(long bytes, long unit) {
    return (bytes + unit - 1) / unit * unit;
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + ".." + most + " but was " + value);
    }
  }
}
