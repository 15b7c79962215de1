package dev.sheaf.wire.chunk;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The sum of a chunk: CRC-32C over its key and its bytes, which may come in pieces. */
public final class ChunkSum {
  private final CRC32C crc = new CRC32C();

  /** The sum of a chunk of which no byte has come yet. */
  public ChunkSum(ChunkKey key) {
    var bytes = ByteBuffer.allocate(ChunkKey.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    key.write(bytes);
    crc.update(bytes.flip());
  }

  /** Adds the next bytes; the buffer's position does not change. */
  public ChunkSum add(ByteBuffer bytes) {
    crc.update(bytes.duplicate());
    return this;
  }

  /** The sum of all that was added. */
  public int value() {
    return (int) crc.getValue();
  }

  /** The sum of a whole chunk. */
  public static int of(ChunkKey key, MemorySegment bytes) {
    return new ChunkSum(key).add(bytes.asByteBuffer()).value();
  }
}
