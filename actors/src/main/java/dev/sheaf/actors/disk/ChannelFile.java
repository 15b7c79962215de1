package dev.sheaf.actors.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A {@link DiskFile} over the file system.
 *
 * <p>A reader that is interrupted closes the channel it reads from, so each read opens one of its
 * own; the packages are large enough for that.
 */
final class ChannelFile implements DiskFile {
  private static final long PIECE_BYTES = 1 << 30;

  private final Path path;
  private final FileChannel writer;

  private ChannelFile(Path path, FileChannel writer) {
    this.path = path;
    this.writer = writer;
  }

  static ChannelFile open(Path path) throws IOException {
    return new ChannelFile(
        path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  @Override
  public long sizeBytes() throws IOException {
    return writer.size();
  }

  @Override
  public boolean read(long offset, MemorySegment into) throws IOException {
    try (var reader = FileChannel.open(path, StandardOpenOption.READ)) {
      for (long at = 0; at < into.byteSize(); ) {
        var piece = into.asSlice(at, Math.min(PIECE_BYTES, into.byteSize() - at));
        var count = reader.read(piece.asByteBuffer(), offset + at);
        if (count < 0) {
          return false;
        }
        at += count;
      }
      return true;
    }
  }

  @Override
  public void write(long offset, MemorySegment bytes) throws IOException {
    for (long at = 0; at < bytes.byteSize(); ) {
      var piece = bytes.asSlice(at, Math.min(PIECE_BYTES, bytes.byteSize() - at));
      at += writer.write(piece.asByteBuffer(), offset + at);
    }
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    writer.truncate(sizeBytes);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
