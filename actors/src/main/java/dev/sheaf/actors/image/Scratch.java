package dev.sheaf.actors.image;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory outside the heap for one piece of work after the other; used by one thread at a time. */
final class Scratch {
  /** More than this is given back when the work is done. */
  private static final long KEPT_BYTES = 8L << 20;

  private static final int PAGE_BYTES = 4096;

  private Arena arena = Arena.ofShared();
  private MemorySegment memory = MemorySegment.NULL;

  /** So many bytes, of any content; what was got before is gone. */
  MemorySegment of(long bytes) {
    if (bytes > memory.byteSize()) {
      release();
      memory = arena.allocate(Math.ceilDiv(bytes, PAGE_BYTES) * PAGE_BYTES);
    }
    return memory.asSlice(0, bytes);
  }

  /** The work is done. */
  void done() {
    if (memory.byteSize() > KEPT_BYTES) {
      release();
    }
  }

  private void release() {
    arena.close();
    arena = Arena.ofShared();
    memory = MemorySegment.NULL;
  }
}
