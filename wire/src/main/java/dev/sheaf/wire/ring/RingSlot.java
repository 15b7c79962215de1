package dev.sheaf.wire.ring;

import static dev.sheaf.wire.ring.RingWords.U32;
import static dev.sheaf.wire.ring.RingWords.U64;

import dev.sheaf.wire.batch.Checksums;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;

/**
 * One batch in a ring: a view of shared memory.
 *
 * @param index which slot it is
 * @param seq sequence number of the batch
 * @param memory the slot, header and all
 * @param shape the ring's shape
 */
public record RingSlot(int index, long seq, MemorySegment memory, RingShape shape) {
  private static final long SEQ = 0;
  private static final long EPOCH = 8;
  private static final long STATE = 12;
  private static final long CRC = 16;
  private static final long COUNT = 24;

  /** The epoch the batch belongs to. */
  public int epoch() {
    return memory.get(U32, EPOCH);
  }

  /** How many samples are in it. */
  public int count() {
    return memory.get(U32, COUNT);
  }

  /** The label of sample {@code i}. */
  public long label(int i) {
    return labels().getAtIndex(U64, i);
  }

  /** Sets the label of sample {@code i}. */
  public void label(int i, long label) {
    labels().setAtIndex(U64, i, label);
  }

  /** All labels, int64, room for a full batch. */
  public MemorySegment labels() {
    return memory.asSlice(
        RingShape.SLOT_HEADER_BYTES, (long) shape.batch() * Long.BYTES, Long.BYTES);
  }

  /** The pixels of sample {@code i}: channels × height × width, uint8. */
  public MemorySegment image(int i) {
    return images().asSlice(i * shape.imageBytes(), shape.imageBytes());
  }

  /** The pixels of all samples, room for a full batch. */
  public MemorySegment images() {
    return memory.asSlice(shape.imagesOffset(), shape.batch() * shape.imageBytes());
  }

  void empty() {
    RingWords.SHARED_INT.setVolatile(memory, STATE, RingWords.EMPTY);
  }

  void fill(int count, int epoch) {
    memory.set(U64, SEQ, seq);
    memory.set(U32, EPOCH, epoch);
    memory.set(U32, COUNT, count);
    memory.set(U64, CRC, crc(count));
    RingWords.SHARED_INT.setRelease(memory, STATE, RingWords.FILLED);
  }

  /** Marks the slot as being read; false when it is not published. */
  boolean startReading() {
    var state =
        (int)
            RingWords.SHARED_INT.compareAndExchange(
                memory, STATE, RingWords.FILLED, RingWords.READING);
    return state != RingWords.EMPTY;
  }

  long storedSeq() {
    return memory.get(U64, SEQ);
  }

  boolean isIntact() {
    var count = count();
    return count >= 0 && count <= shape.batch() && memory.get(U64, CRC) == crc(count);
  }

  private long crc(int count) {
    var sum = new CRC32();
    Checksums.update(sum, labels().asSlice(0, (long) count * Long.BYTES));
    Checksums.update(sum, images().asSlice(0, count * shape.imageBytes()));
    return sum.getValue();
  }
}
