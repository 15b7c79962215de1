package dev.sheaf.lambda.function;

import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.ChunkSum;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chunks on the environment's scratch disk, a file each; the oldest give way.
 *
 * <p>A file that is shorter than it was, or whose bytes do not have their sum, is dropped: the
 * chunk is absent then, which its readers can mend.
 */
final class DiskShelf {
  private final Path folder;
  private final LinkedHashMap<ChunkKey, Filed> files = new LinkedHashMap<>();
  private long mostBytes;
  private long usedBytes;
  private long named;

  private record Filed(Path path, int lengthBytes, int sum) {}

  DiskShelf(Path folder) {
    this.folder = folder;
  }

  synchronized void limit(long bytes) {
    mostBytes = bytes;
    makeRoom(0);
  }

  /** Keeps a copy; false when it cannot fit or the disk fails. */
  synchronized boolean put(ChunkKey key, Chunk chunk) {
    drop(key);
    if (chunk.lengthBytes() > mostBytes) {
      return false;
    }
    makeRoom(chunk.lengthBytes());
    var path = folder.resolve(Long.toString(named++));
    try {
      Files.createDirectories(folder);
      try (var file =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var bytes = chunk.bytes().asByteBuffer();
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
    } catch (IOException full) {
      delete(path);
      return false;
    }
    files.put(key, new Filed(path, (int) chunk.lengthBytes(), chunk.sum()));
    usedBytes += chunk.lengthBytes();
    return true;
  }

  private void makeRoom(long bytes) {
    while (!files.isEmpty() && usedBytes + bytes > mostBytes) {
      drop(files.firstEntry().getKey());
    }
  }

  synchronized void drop(ChunkKey key) {
    var filed = files.remove(key);
    if (filed != null) {
      usedBytes -= filed.lengthBytes();
      delete(filed.path());
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // It takes scratch space until the environment goes.
    }
  }

  /** Reads a chunk; null when it is not here or not as it was. */
  @Nullable Chunk read(ChunkKey key) {
    Filed filed;
    synchronized (this) {
      filed = files.get(key);
    }
    if (filed == null) {
      return null;
    }
    var arena = Arena.ofShared();
    try (var file = FileChannel.open(filed.path(), StandardOpenOption.READ)) {
      var bytes = arena.allocate(filed.lengthBytes());
      var into = bytes.asByteBuffer();
      while (into.hasRemaining() && file.read(into) >= 0) {}
      if (!into.hasRemaining() && ChunkSum.of(key, bytes) == filed.sum()) {
        return new Chunk(bytes, filed.sum(), arena::close);
      }
    } catch (IOException gone) {
      // As if its bytes were wrong.
    }
    arena.close();
    drop(key);
    return null;
  }

  synchronized long usedBytes() {
    return usedBytes;
  }

  /** The chunks that are here, with their lengths. */
  synchronized Map<ChunkKey, Integer> keys() {
    var keys = new LinkedHashMap<ChunkKey, Integer>();
    files.forEach((key, filed) -> keys.put(key, filed.lengthBytes()));
    return keys;
  }
}
