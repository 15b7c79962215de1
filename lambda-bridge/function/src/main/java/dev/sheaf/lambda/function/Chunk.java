package dev.sheaf.lambda.function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A chunk's bytes outside the heap, where no collection moves them.
 *
 * @param sum over its key and bytes
 */
record Chunk(Arena arena, MemorySegment bytes, int sum) implements AutoCloseable {
  long lengthBytes() {
    return bytes.byteSize();
  }

  @Override
  public void close() {
    arena.close();
  }
}
