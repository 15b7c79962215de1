package dev.sheaf.gpu.model;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Pages on disk, each in a file that is named by its hash, there whole or not at all.
 *
 * <p>Several processes may share the folder: a page that is written anew, or would be, is young for
 * a while, and what is young is not swept.
 */
final class PageFolder {
  private final Path root;

  PageFolder(Path root) {
    this.root = root;
  }

  private Path path(String hash) {
    return root.resolve(hash.substring(0, 2)).resolve(hash);
  }

  boolean has(String hash) {
    return Files.exists(path(hash));
  }

  /** Stores a page, unless it is there; true when it was not. */
  boolean put(String hash, MemorySegment page) throws IOException {
    var path = path(hash);
    if (isWhole(path, hash, page.byteSize())) {
      return false;
    }
    Files.createDirectories(path.getParent());
    var temporary = Files.createTempFile(path.getParent(), "page", ".tmp");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var buffer = page.asByteBuffer();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** There as it should be; then it is young again, as somebody counts on it. */
  private boolean isWhole(Path path, String hash, long sizeBytes) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try {
      read(hash, MemorySegment.ofArray(new byte[Math.toIntExact(sizeBytes)]));
      Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
      return true;
    } catch (DamagedException | NoSuchFileException notWhole) {
      return false;
    }
  }

  /** Takes a page over from a folder beside it: as a second name where the disk allows that. */
  void adopt(PageFolder other, String hash, MemorySegment page) throws IOException {
    var path = path(hash);
    Files.createDirectories(path.getParent());
    try {
      Files.createLink(path, other.path(hash));
    } catch (FileAlreadyExistsException there) {
      put(hash, page);
    } catch (IOException | UnsupportedOperationException otherDisk) {
      put(hash, page);
    }
  }

  /**
   * Reads a page.
   *
   * @throws DamagedException when it is not there, or not what its name says
   */
  void read(String hash, MemorySegment into) throws IOException {
    try (var channel = FileChannel.open(path(hash), StandardOpenOption.READ)) {
      var buffer = into.asByteBuffer();
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until the page is full or the file is at its end.
      }
      if (buffer.hasRemaining()) {
        throw new DamagedException("page " + hash + " is cut short");
      }
    } catch (NoSuchFileException absent) {
      throw new DamagedException("page " + hash + " is not there");
    }
    if (!WeightPages.hash(into).equals(hash)) {
      throw new DamagedException("page " + hash + " has other bytes than its name says");
    }
  }

  void delete(String hash) throws IOException {
    Files.deleteIfExists(path(hash));
  }

  /** Deletes what is older than {@code grace} and not to be kept; says how many pages went. */
  int sweep(Set<String> kept, Duration grace) throws IOException {
    var before = FileTime.from(Instant.now().minus(grace));
    var swept = 0;
    for (var page : all()) {
      try {
        if (!kept.contains(nameOf(page))
            && Files.getLastModifiedTime(page).compareTo(before) <= 0
            && Files.deleteIfExists(page)) {
          swept++;
        }
      } catch (NoSuchFileException gone) {
        // Another process swept it.
      }
    }
    return swept;
  }

  /** What all pages take, each counted once. */
  long sizeBytes() throws IOException {
    var sum = 0L;
    for (var page : all()) {
      try {
        sum += WeightPages.HASH.matcher(nameOf(page)).matches() ? Files.size(page) : 0;
      } catch (NoSuchFileException gone) {
        // It counts no more.
      }
    }
    return sum;
  }

  private static String nameOf(Path page) {
    return page.getFileName().toString();
  }

  /** All files, also those that are being written. */
  private List<Path> all() throws IOException {
    var all = new ArrayList<Path>();
    for (var folder : in(root)) {
      all.addAll(in(folder));
    }
    return all;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (var found = Files.list(folder)) {
      return found.toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }
}
