package dev.sheaf.gpu.worker;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Watches over a trainer's start: its death, or too long a wait, ends whatever waits for it.
 *
 * <p>Closed when the trainer is there, or is not coming.
 */
final class StartLimit implements AutoCloseable {
  private final Process process;
  private final AutoCloseable door;
  private final Duration patience;
  private final Thread watch;
  private volatile boolean late;

  /** Something that waits for the trainer. */
  interface Waiting<T> {
    T come() throws IOException;
  }

  private StartLimit(Process process, AutoCloseable door, Duration patience) {
    this.process = process;
    this.door = door;
    this.patience = patience;
    this.watch = Thread.ofVirtual().name("start-limit").start(this::watch);
  }

  static StartLimit of(Process process, AutoCloseable door, Duration patience) {
    return new StartLimit(process, door, patience);
  }

  private void watch() {
    try {
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        late = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      door.close();
    } catch (InterruptedException cameIn) {
      Thread.currentThread().interrupt();
    } catch (Exception alreadyShut) {
      // The door is shut, which is all that was wanted.
    }
  }

  /** Waits; fails with what became of the process when that is why nothing came. */
  <T> T within(Waiting<T> waiting) throws IOException {
    try {
      return waiting.come();
    } catch (IOException nothingCame) {
      if (late) {
        throw new IOException(
            "it did not come up within %s (sheaf.gpu.patience)".formatted(shown(patience)),
            nothingCame);
      }
      if (!process.isAlive() && nothingCame instanceof ClosedChannelException) {
        throw new IOException(
            "it ended with status %d before it came in".formatted(process.exitValue()),
            nothingCame);
      }
      throw nothingCame;
    }
  }

  static String shown(Duration patience) {
    return patience.toMillis() % 1000 == 0
        ? patience.toSeconds() + " s"
        : patience.toMillis() + " ms";
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
