package dev.sheaf.wire.batch;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.sheaf.wire.WireFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Writes and reads the fixed parts of a batch body.
 *
 * <pre>
 *   header   0 magic "SHF1" | 4 u16 version | 6 u16 flags | 8 u32 count | 12 u32 epoch
 *           16 u32 rank | 20 u32 n | 24 u64 total (2^64-1 = unknown)
 *   head     0 u64 id | 8 u64 checksum | 16 u32 length | 20 i32 label
 *           24 u8 tier | 25 u8 form | 26 u8 flags | 27 u8 status | 28 u32 zero
 * </pre>
 *
 * <p><i>Errors:</i> reading refuses a value out of range with a {@link WireFormatException}.
 */
public final class BatchFormat {
  /** Media type of a batch body. */
  public static final String MEDIA_TYPE = "application/vnd.sheaf.batch";

  /** {@code SHF1}, as a little-endian number. */
  public static final int MAGIC = 'S' | 'H' << 8 | 'F' << 16 | '1' << 24;

  /** The only version there is. */
  public static final int VERSION = 1;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;

  private BatchFormat() {}

  /** Writes a header at {@code offset}. */
  public static void put(BatchHeader header, MemorySegment into, long offset) {
    into.set(U32, offset, MAGIC);
    into.set(U16, offset + 4, (short) VERSION);
    into.set(U16, offset + 6, (short) header.flags());
    into.set(U32, offset + 8, header.count());
    into.set(U32, offset + 12, header.epoch());
    into.set(U32, offset + 16, header.rank());
    into.set(U32, offset + 20, header.n());
    into.set(U64, offset + 24, header.totalBytes());
  }

  /** Writes a header at the buffer's position and moves past it. */
  public static void put(BatchHeader header, ByteBuffer into) {
    put(header, MemorySegment.ofBuffer(into), 0);
    into.position(into.position() + BatchHeader.BYTES);
  }

  /** Writes a head at {@code offset}. */
  public static void put(FrameHead head, MemorySegment into, long offset) {
    into.set(U64, offset, head.id());
    into.set(U64, offset + 8, head.checksum());
    into.set(U32, offset + 16, head.length());
    into.set(U32, offset + 20, head.label());
    into.set(U8, offset + 24, head.tier());
    into.set(U8, offset + 25, head.form());
    into.set(U8, offset + 26, head.flags());
    into.set(U8, offset + 27, head.status());
    into.set(U32, offset + 28, 0);
  }

  /** Writes a head at the buffer's position and moves past it. */
  public static void put(FrameHead head, ByteBuffer into) {
    put(head, MemorySegment.ofBuffer(into), 0);
    into.position(into.position() + FrameHead.BYTES);
  }

  /** Reads the header at {@code offset}. */
  public static BatchHeader header(MemorySegment from, long offset) throws WireFormatException {
    var magic = from.get(U32, offset);
    if (magic != MAGIC) {
      throw new WireFormatException(
          "a batch body begins with SHF1 (0x%08x) but this one with 0x%08x"
              .formatted(MAGIC, magic));
    }
    WireFormatException.inRange("version", from.get(U16, offset + 4) & 0xFFFF, VERSION, VERSION);
    try {
      return new BatchHeader(
          from.get(U16, offset + 6) & 0xFFFF,
          from.get(U32, offset + 8),
          from.get(U32, offset + 12),
          from.get(U32, offset + 16),
          from.get(U32, offset + 20),
          from.get(U64, offset + 24));
    } catch (IllegalArgumentException outOfRange) {
      throw new WireFormatException("batch header: " + outOfRange.getMessage(), outOfRange);
    }
  }

  /** Reads the header at the buffer's position and moves past it. */
  public static BatchHeader header(ByteBuffer from) throws WireFormatException {
    var header = header(MemorySegment.ofBuffer(from), 0);
    from.position(from.position() + BatchHeader.BYTES);
    return header;
  }

  /** Reads the head at {@code offset}. */
  public static FrameHead head(MemorySegment from, long offset) throws WireFormatException {
    var head =
        new FrameHead(
            from.get(U64, offset),
            from.get(U64, offset + 8),
            from.get(U32, offset + 16),
            from.get(U32, offset + 20),
            from.get(U8, offset + 24),
            from.get(U8, offset + 25),
            from.get(U8, offset + 26),
            from.get(U8, offset + 27));
    WireFormatException.inRange("length", head.length(), 0, Integer.MAX_VALUE);
    WireFormatException.inRange("tier", head.tier(), FrameHead.MEMORY, FrameHead.ORIGIN);
    WireFormatException.inRange("form", head.form(), FrameHead.ENCODED, FrameHead.PREPARED);
    WireFormatException.inRange("status", head.status(), FrameHead.OK, FrameHead.UNDECODABLE);
    WireFormatException.inRange("the last word of a head", from.get(U32, offset + 28), 0, 0);
    if (head.status() != FrameHead.OK) {
      WireFormatException.inRange(
          "length of a frame of status " + head.status(), head.length(), 0, 0);
    }
    return head;
  }

  /** Reads the head at the buffer's position and moves past it. */
  public static FrameHead head(ByteBuffer from) throws WireFormatException {
    var head = head(MemorySegment.ofBuffer(from), 0);
    from.position(from.position() + FrameHead.BYTES);
    return head;
  }
}
