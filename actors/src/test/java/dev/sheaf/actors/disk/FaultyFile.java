package dev.sheaf.actors.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A fake file in memory that outlives the crash of who writes to it: after a number of bytes, the
 * rest of a write is lost and every further one fails.
 */
final class FaultyFile implements DiskFile {
  private byte[] bytes = new byte[0];
  private final Fuse fuse;

  /** How many bytes may still be written, over all files that share it. */
  static final class Fuse {
    long left = Long.MAX_VALUE;
    String message = "power was cut";
  }

  FaultyFile(Fuse fuse) {
    this.fuse = fuse;
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public synchronized boolean read(long offset, MemorySegment into) {
    if (offset + into.byteSize() > bytes.length) {
      return false;
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), offset, into, 0, into.byteSize());
    return true;
  }

  @Override
  public synchronized void write(long offset, MemorySegment from) throws IOException {
    var count = (int) Math.min(fuse.left, from.byteSize());
    if (offset + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(offset + count));
    }
    MemorySegment.copy(from, 0, MemorySegment.ofArray(bytes), offset, count);
    fuse.left -= count;
    if (count < from.byteSize()) {
      throw new IOException(fuse.message);
    }
  }

  @Override
  public void truncate(long sizeBytes) {
    bytes = Arrays.copyOf(bytes, (int) Math.min(sizeBytes, bytes.length));
  }

  /** Turns one bit over. */
  void flip(long bit) {
    var at = MemorySegment.ofArray(bytes);
    var value = at.get(ValueLayout.JAVA_BYTE, bit / 8);
    at.set(ValueLayout.JAVA_BYTE, bit / 8, (byte) (value ^ (1 << (bit % 8))));
  }

  @Override
  public void close() {
    // What it holds is there for the next who opens it.
  }
}
