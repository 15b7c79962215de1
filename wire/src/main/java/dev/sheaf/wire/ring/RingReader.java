package dev.sheaf.wire.ring;

import dev.sheaf.wire.WireFormatException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A child's end of a ring. Used by one thread. */
public final class RingReader implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final RingShape shape;
  private final int reader;

  /**
   * Maps the ring.
   *
   * @param path {@link RingProducer#path()}
   * @param reader which cursor is this reader's
   */
  public RingReader(Path path, int reader) throws IOException {
    try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      WireFormatException.inRange(
          "bytes of the ring", file.size(), RingShape.PAGE_BYTES, RingShape.MAX_BYTES);
      memory = file.map(MapMode.READ_WRITE, 0, file.size(), arena);
      shape = RingShape.of(memory);
      WireFormatException.inRange(
          "bytes of the ring", file.size(), shape.totalBytes(), RingShape.MAX_BYTES);
      WireFormatException.inRange("reader", reader, 0, shape.readers() - 1);
      this.reader = reader;
    } catch (IOException | RuntimeException refused) {
      arena.close();
      throw refused;
    }
  }

  /** The ring's shape. */
  public RingShape shape() {
    return shape;
  }

  /**
   * The batch {@code seq}, which the owner has said to lie in slot {@code index}. It stays as it is
   * until {@link #release}.
   *
   * @throws WireFormatException when the slot holds something else, or not the bytes put in
   */
  public RingSlot take(int index, long seq) throws WireFormatException {
    WireFormatException.inRange("slot", index, 0, shape.slots() - 1);
    var from = shape.slotOffset(index);
    var slot =
        new RingSlot(index, seq, memory.asSlice(from, shape.slotOffset(index + 1) - from), shape);
    if (!slot.startReading() || slot.storedSeq() != seq) {
      throw new WireFormatException(
          "slot %d must hold batch %d but holds %d or is being filled"
              .formatted(index, seq, slot.storedSeq()));
    }
    if (!slot.isIntact()) {
      throw new WireFormatException(
          "checksum of batch %d in slot %d does not fit its bytes".formatted(seq, index));
    }
    return slot;
  }

  /** Gives the batch back, and all before it. */
  public void release(RingSlot slot) {
    RingWords.SHARED_LONG.setRelease(memory, RingShape.cursorOffset(reader), slot.seq() + 1);
  }

  @Override
  public void close() {
    arena.close();
  }
}
