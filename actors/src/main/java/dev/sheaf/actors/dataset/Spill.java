package dev.sheaf.actors.dataset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for what an indexing must remember and heap cannot hold: written from front to back, then
 * mapped and read.
 *
 * <p>It loses its name as it is opened, so that nothing is left behind, whatever ends the process.
 * Used by one thread; all numbers are little-endian.
 */
final class Spill implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 17;

  private final Path folder;
  private final FileChannel channel;
  private final Arena arena = Arena.ofConfined();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private Spill(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** An empty one, which takes its space from the disk of {@code folder}. */
  static Spill open(Path folder) throws IOException {
    try {
      var file = Files.createTempFile(folder, "spill", ManifestStore.TEMPORARY);
      return new Spill(
          folder,
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw DatasetException.unwritten(folder, e);
    }
  }

  /** Where the next {@code bytes} bytes are to be put, at most 128 KiB. */
  ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    try {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    } catch (IOException e) {
      throw DatasetException.unwritten(folder, e);
    }
  }

  /** All that was written so far, mapped until this is closed. */
  MemorySegment map() throws IOException {
    flush();
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
  }

  @Override
  public void close() throws IOException {
    arena.close();
    channel.close();
  }
}
