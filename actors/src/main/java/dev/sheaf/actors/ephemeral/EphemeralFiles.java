package dev.sheaf.actors.ephemeral;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Values on disk, a file each: {@code job/incarnation/key}.
 *
 * <p><i>Shape</i>: "SHEAFEP1", u64 epoch milliseconds until which it stays (0: as long as its job),
 * u32 CRC-32 of the bytes, the bytes; big-endian. A file appears whole or not at all.
 */
final class EphemeralFiles {
  private static final byte[] MAGIC = "SHEAFEP1".getBytes(StandardCharsets.US_ASCII);
  static final int HEAD_BYTES = MAGIC.length + Long.BYTES + Integer.BYTES;
  private static final String PART = ".part";

  private final Path folder;

  EphemeralFiles(Path folder) {
    this.folder = folder;
  }

  /** A file that stays longer than its job. */
  record Found(EphemeralShelf.Id id, long sizeBytes, long untilMillis) {}

  /** All files that outlive their jobs; the others are deleted: their node has ended. */
  List<Found> open() throws IOException {
    Files.createDirectories(folder);
    var found = new ArrayList<Found>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var kept = found(file);
        if (kept.isPresent()) {
          found.add(kept.get());
        } else {
          Files.delete(file);
        }
      }
    }
    return found;
  }

  private Optional<Found> found(Path file) throws IOException {
    var name = folder.relativize(file);
    var head = ByteBuffer.allocate(HEAD_BYTES);
    try (var in = Files.newByteChannel(file)) {
      while (head.hasRemaining() && in.read(head) >= 0) {
        // Until all of it is there, or the file has no more.
      }
    }
    var until = head.hasRemaining() ? 0 : head.getLong(MAGIC.length);
    if (name.getNameCount() != 3
        || name.toString().endsWith(PART)
        || until == 0
        || !name.getName(1).toString().matches("\\d{1,18}|[1-8]\\d{18}")) {
      return Optional.empty();
    }
    var id =
        new EphemeralShelf.Id(
            name.getName(0).toString(),
            Long.parseLong(name.getName(1).toString()),
            name.getName(2).toString());
    return Optional.of(new Found(id, Files.size(file) - HEAD_BYTES, until));
  }

  void write(EphemeralShelf.Id id, long untilMillis, byte[] bytes) throws IOException {
    var file = fileOf(id);
    Files.createDirectories(folderOf(id));
    var part = Files.createTempFile(folder, "value", PART);
    try {
      try (var out = Files.newByteChannel(part, StandardOpenOption.WRITE)) {
        var head = ByteBuffer.allocate(HEAD_BYTES);
        head.put(MAGIC).putLong(untilMillis).putInt(sum(bytes)).flip();
        out.write(head);
        for (var rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
          out.write(rest);
        }
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * The bytes of a value.
   *
   * @throws IOException when they are not there as they were written
   */
  byte[] read(EphemeralShelf.Id id) throws IOException {
    var file = ByteBuffer.wrap(Files.readAllBytes(fileOf(id)));
    if (file.remaining() < HEAD_BYTES) {
      throw new IOException("the file of " + id + " was cut short");
    }
    var bytes = new byte[file.remaining() - HEAD_BYTES];
    file.get(HEAD_BYTES, bytes);
    if (file.getInt(MAGIC.length + Long.BYTES) != sum(bytes)) {
      throw new IOException("the file of " + id + " is not as it was written");
    }
    return bytes;
  }

  private static int sum(byte[] bytes) {
    var sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  void delete(EphemeralShelf.Id id) throws IOException {
    Files.deleteIfExists(fileOf(id));
  }

  /** The folders of a job of which no file is left. */
  void deleteFolders(EphemeralShelf.Id id) throws IOException {
    for (var each : List.of(folderOf(id), folder.resolve(id.job()))) {
      if (Files.exists(each) && isEmpty(each)) {
        Files.delete(each);
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var left = Files.list(folder)) {
      return left.findAny().isEmpty();
    }
  }

  private Path folderOf(EphemeralShelf.Id id) {
    return folder.resolve(id.job()).resolve(Long.toString(id.incarnation()));
  }

  private Path fileOf(EphemeralShelf.Id id) {
    return folderOf(id).resolve(id.key());
  }
}
