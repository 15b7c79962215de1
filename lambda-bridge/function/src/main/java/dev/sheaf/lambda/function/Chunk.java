package dev.sheaf.lambda.function;

import java.lang.foreign.MemorySegment;

/**
 * A chunk's bytes outside the heap, where no collection moves them.
 *
 * @param sum over its key and bytes
 * @param unused what is done when nobody reads them any more
 */
record Chunk(MemorySegment bytes, int sum, Runnable unused) implements AutoCloseable {
  long lengthBytes() {
    return bytes.byteSize();
  }

  @Override
  public void close() {
    unused.run();
  }
}
