package dev.sheaf.gpu.worker;

import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainerSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A trainer process that has come in and was asked nothing yet.
 *
 * @param words what it prints
 * @param channel by which it is asked
 */
public record Arrival(
    Process process, LastWords words, FrameChannel<ToTrainer, FromTrainer> channel)
    implements AutoCloseable {
  private static final long STOP_SECONDS = 5;

  /**
   * Starts a process and waits until it has come in.
   *
   * @param ring of a program that opens its ring before it comes in; else null
   * @throws IOException when it does not come; the message holds its last words
   */
  static Arrival await(Trainers trainers, TrainerLaunch launch, @Nullable Path ring)
      throws IOException {
    try (var socket = TrainerSocket.bind()) {
      var process = spawn(trainers, launch, socket.path(), ring);
      var words = LastWords.of(process);
      try (var limit = StartLimit.of(process, socket, trainers.startPatience())) {
        return new Arrival(process, words, limit.within(socket::accept));
      } catch (IOException | RuntimeException stillborn) {
        end(process);
        throw new IOException(stillborn.getMessage() + words.sentence(), stillborn);
      }
    }
  }

  private static Process spawn(
      Trainers trainers, TrainerLaunch launch, Path socket, @Nullable Path ring)
      throws IOException {
    var builder = new ProcessBuilder(new ArrayList<>(launch.command()));
    builder.command().add(socket.toString());
    builder.environment().putAll(launch.environment());
    if (ring != null) {
      builder.environment().put("SHEAF_RING", ring.toString());
    }
    builder.redirectErrorStream(true);
    try {
      var process = builder.start();
      var _ = process.onExit().thenRun(() -> trainers.ended(launch));
      process.getOutputStream().close();
      return process;
    } catch (IOException notStarted) {
      trainers.ended(launch);
      throw notStarted;
    }
  }

  /** Ends a process and what it has started. */
  static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process: one that was asked nothing has nothing to lose. Blocks until it is gone. */
  @Override
  public void close() {
    end(process);
    try {
      channel.close();
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (IOException alreadyGone) {
      // Its end is all that was wanted.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
