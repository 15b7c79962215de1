package dev.sheaf.actors.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A file that is read and written at places: the layer where a test makes a disk fail. */
public interface DiskFile extends AutoCloseable {
  /** How long the file is. */
  long sizeBytes() throws IOException;

  /**
   * Fills {@code into} with what is at {@code offset}; may be called from many threads.
   *
   * @return false when the file ends before
   */
  boolean read(long offset, MemorySegment into) throws IOException;

  /** Writes at {@code offset}; the file grows as needed. One thread at a time. */
  void write(long offset, MemorySegment bytes) throws IOException;

  /** Cuts the file off, if it is longer. */
  void truncate(long sizeBytes) throws IOException;

  @Override
  void close() throws IOException;
}
