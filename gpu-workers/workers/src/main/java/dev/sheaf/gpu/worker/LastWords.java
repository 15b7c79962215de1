package dev.sheaf.gpu.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * What a process has printed last; whatever it printed before is let go, however much that is.
 *
 * <p>Nothing of it is written to disk.
 */
final class LastWords {
  static final int KEPT_BYTES = 2_000;

  private static final int READ_BYTES = 64 << 10;
  private static final long SETTLE_MILLIS = 1_000;

  /**
   * When a process ends, what its pipe still holds takes the pipe's place, and who is about to read
   * just then is told that the stream is closed: so he asks again.
   */
  private static final int TRIES = 10;

  private static final long TRY_NANOS = 1_000_000;

  private final byte[] kept = new byte[KEPT_BYTES];
  private final Thread reader;
  private long printed;

  LastWords(InputStream output) {
    reader = Thread.ofPlatform().daemon().name("trainer-output").start(() -> read(output));
  }

  /** Reads what {@code process} prints, until it ends. */
  static LastWords of(Process process) {
    return new LastWords(process.getInputStream());
  }

  private void read(InputStream output) {
    try (output) {
      for (int tries = 0; tries < TRIES && !hasEnded(output); tries++) {
        LockSupport.parkNanos(TRY_NANOS);
      }
    } catch (IOException notClosed) {
      // It is read no more.
    }
  }

  /** Reads to the end; false when the stream was closed before, as by a process that is killed. */
  private boolean hasEnded(InputStream output) {
    var buffer = new byte[READ_BYTES];
    try {
      for (var read = output.read(buffer); read >= 0; read = output.read(buffer)) {
        keep(buffer, read);
      }
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private synchronized void keep(byte[] buffer, int read) {
    for (int i = Math.max(0, read - KEPT_BYTES); i < read; i++) {
      kept[(int) ((printed + i) % KEPT_BYTES)] = buffer[i];
    }
    printed += read;
  }

  /** How many bytes were printed. */
  synchronized long printedBytes() {
    return printed;
  }

  /** As the end of a sentence about a process that has ended; empty when it printed nothing. */
  String sentence() {
    try {
      // What it started may have the pipe open still.
      reader.join(SETTLE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    var words = text().strip();
    return words.isEmpty() ? "" : "; it said last: " + words;
  }

  private synchronized String text() {
    var length = (int) Math.min(printed, KEPT_BYTES);
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = kept[(int) ((printed - length + i) % KEPT_BYTES)];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
