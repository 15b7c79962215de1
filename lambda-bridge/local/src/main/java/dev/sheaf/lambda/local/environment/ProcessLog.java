package dev.sheaf.lambda.local.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a process writes to its standard output and error: a file, so that everything written before
 * an answer is there when the answer is.
 */
record ProcessLog(Path file) {
  private static final long MOST_BYTES = 1 << 20;

  /** Where what comes from now on begins. */
  long mark() {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (channel.size() > MOST_BYTES) {
        channel.truncate(0);
      }
      return channel.size();
    } catch (IOException e) {
      throw new UncheckedIOException("the log of a function: " + file, e);
    }
  }

  /** The end of what was written since; at most so many bytes. */
  String since(long mark, int mostBytes) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var end = channel.size();
      var from = Math.max(Math.min(mark, end), end - mostBytes);
      var bytes = ByteBuffer.allocate((int) (end - from));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
        // Reads on.
      }
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
