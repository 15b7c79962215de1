package dev.sheaf.wire.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory with a file descriptor and without a name ({@code memfd_create(2)}, Linux 3.17), of a
 * length that nobody can change.
 *
 * <p>Other processes of the same user reach it below /proc while this process holds the descriptor;
 * the memory lives until nobody has it open or mapped.
 */
public final class AnonymousFile implements AutoCloseable {
  private final int descriptor;
  private boolean open = true;

  private AnonymousFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Makes a file of zeros; {@code name} shows in /proc only. */
  public static AnonymousFile create(String name, long sizeBytes) throws IOException {
    return new AnonymousFile(Libc.memory(name, sizeBytes));
  }

  /** Where other processes open it. */
  public Path path() {
    return Libc.path(descriptor);
  }

  /** All of it, for as long as {@code arena} lives. */
  public MemorySegment map(Arena arena) throws IOException {
    try (var channel =
        FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
    }
  }

  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      Libc.close(descriptor);
    }
  }
}
