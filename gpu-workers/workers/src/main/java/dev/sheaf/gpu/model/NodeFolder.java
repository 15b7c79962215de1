package dev.sheaf.gpu.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * A folder of this process alone, which is empty at its start and gone at its end. What others left
 * that were killed goes too: they hold no lock any more.
 */
final class NodeFolder implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel channel;

  private NodeFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static NodeFolder open(Path parent) throws IOException {
    Files.createDirectories(parent);
    List<Path> others;
    try (var all = Files.list(parent)) {
      others = all.filter(Files::isDirectory).toList();
    }
    for (var other : others) {
      deleteIfLeft(other);
    }
    while (true) {
      var path = Files.createTempDirectory(parent, "node-");
      var channel =
          FileChannel.open(
              path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return new NodeFolder(path, channel);
      }
      // Somebody took it for left, and is deleting it.
      channel.close();
    }
  }

  /** A folder without a lock file is being made, or being deleted, by somebody else. */
  private static void deleteIfLeft(Path other) throws IOException {
    try (var channel = FileChannel.open(other.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        delete(other);
      }
    } catch (NoSuchFileException | OverlappingFileLockException somebodys) {
      // It is not ours to delete.
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    delete(path);
    channel.close();
  }
}
