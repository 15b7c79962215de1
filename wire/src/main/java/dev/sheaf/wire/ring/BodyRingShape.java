package dev.sheaf.wire.ring;

import java.lang.foreign.MemorySegment;

/**
 * How many batch bodies a ring of bodies holds, and where in the memory they lie.
 *
 * @param slots bodies at the same time
 * @param slotBytes bytes of a slot, its head and the body; a multiple of {@link #PAGE_BYTES}
 */
public record BodyRingShape(int slots, long slotBytes) {
  /** The unit of slots: each can be mapped for itself. */
  public static final int PAGE_BYTES = 4096;

  /** Bytes of a slot's head: u64 ticket, u64 bytes of the body. */
  public static final int HEAD_BYTES = 64;

  /** The most slots. */
  public static final int MAX_SLOTS = 1024;

  /** The largest ring. */
  public static final long MAX_BYTES = 1L << 36;

  private static final int MAGIC = 'S' | 'H' << 8 | 'B' << 16 | '1' << 24;
  private static final int VERSION = 1;
  private static final long KEY = 24;

  /** A shape that fits in memory. */
  public BodyRingShape {
    if (slots < 1 || slots > MAX_SLOTS) {
      throw new IllegalArgumentException("slots must be 1.." + MAX_SLOTS + " but was " + slots);
    }
    if (slotBytes < PAGE_BYTES || slotBytes > MAX_BYTES || slotBytes % PAGE_BYTES != 0) {
      throw new IllegalArgumentException(
          "slotBytes must be a multiple of %d up to %d but was %d"
              .formatted(PAGE_BYTES, MAX_BYTES, slotBytes));
    }
    if (slots * slotBytes > MAX_BYTES - PAGE_BYTES) {
      throw new IllegalArgumentException(
          "a ring must have at most %d bytes but %d slots of %d were asked for"
              .formatted(MAX_BYTES, slots, slotBytes));
    }
  }

  /** Bytes of the whole memory. */
  public long totalBytes() {
    return PAGE_BYTES + slots * slotBytes;
  }

  /** Bytes that a body in a slot may have. */
  public long bodyBytes() {
    return slotBytes - HEAD_BYTES;
  }

  MemorySegment slot(MemorySegment memory, int index) {
    return memory.asSlice(PAGE_BYTES + index * slotBytes, slotBytes);
  }

  void writeTo(MemorySegment memory, RingKey key) {
    memory.set(RingWords.U32, 0, MAGIC);
    memory.set(RingWords.U32, 4, VERSION);
    memory.set(RingWords.U32, 8, slots);
    memory.set(RingWords.U64, 16, slotBytes);
    key.writeTo(memory, KEY);
  }
}
