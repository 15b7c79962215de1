package dev.sheaf.gpu.worker;

import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainerFrame;
import dev.sheaf.wire.trainer.TrainerSocket;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A trainer process with its socket and ring. Starting blocks; sending does not for long.
 *
 * <p>The child ends when the socket closes, so it cannot outlive the node, however that ends.
 */
public final class TrainerChild implements AutoCloseable {
  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 5;
  private static final int RING_SLOTS = 6;
  private static final int LAST_WORDS_BYTES = 2_000;

  private final long serial;
  private final Process process;
  private final Path log;
  private final FrameChannel<ToTrainer, FromTrainer> channel;
  private final RingProducer ring;
  private final FromTrainer.Ready ready;
  private final FromTrainer.Loaded loaded;

  private TrainerChild(Birth birth, FromTrainer.Ready ready, FromTrainer.Loaded loaded) {
    this.serial = birth.serial;
    this.process = birth.process;
    this.log = birth.log;
    this.channel = birth.channel;
    this.ring = birth.ring;
    this.ready = ready;
    this.loaded = loaded;
  }

  private record Birth(
      long serial,
      Process process,
      Path log,
      FrameChannel<ToTrainer, FromTrainer> channel,
      RingProducer ring) {}

  /**
   * Starts a trainer and loads the model, from the checkpoint when there is one.
   *
   * @param serial tells this child's messages from those of an earlier one
   * @throws IOException when it does not come up; the message holds its last words
   */
  public static TrainerChild start(long serial, TrainerLaunch launch, Assignment assignment)
      throws IOException {
    var log = log(assignment);
    var size = assignment.size();
    var ring =
        new RingProducer(
            new RingShape(RING_SLOTS, 1, assignment.batchSize(), 3, size.height(), size.width()));
    Process process = null;
    try (var socket = TrainerSocket.bind()) {
      process = spawn(launch, socket.path(), log);
      var channel = accept(socket, process);
      ring.attach(0);
      channel.send(new ToTrainer.Hello(TrainerFrame.PROTOCOL, ring.path().toString(), 0));
      var ready = expect(channel, FromTrainer.Ready.class);
      var checkpoint = assignment.checkpoint();
      channel.send(
          new ToTrainer.Load(
              assignment.model(),
              assignment.training(),
              assignment.losses(),
              Files.exists(checkpoint) ? checkpoint.toString() : null));
      var loaded = expect(channel, FromTrainer.Loaded.class);
      return new TrainerChild(new Birth(serial, process, log, channel, ring), ready, loaded);
    } catch (IOException | RuntimeException stillborn) {
      if (process != null) {
        process.destroyForcibly();
      }
      ring.close();
      var words = lastWords(log);
      Files.deleteIfExists(log);
      throw new IOException(
          "the trainer did not start: " + stillborn.getMessage() + words, stillborn);
    }
  }

  /** Beside the checkpoint: what a process leaves when it is killed lies where its member's is. */
  private static Path log(Assignment assignment) throws IOException {
    var folder = assignment.checkpoint().toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("a checkpoint must lie in a folder: " + assignment.checkpoint());
    }
    Files.createDirectories(folder);
    return Files.createTempFile(folder, assignment.member() + "-", ".log");
  }

  private static Process spawn(TrainerLaunch launch, Path socket, Path log) throws IOException {
    var builder = new ProcessBuilder(new ArrayList<>(launch.command()));
    builder.command().add(socket.toString());
    builder.environment().putAll(launch.environment());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder.start();
  }

  /** Waits for the child to come in; its death or too long a wait shuts the door. */
  private static FrameChannel<ToTrainer, FromTrainer> accept(TrainerSocket socket, Process process)
      throws IOException {
    var watch =
        Thread.startVirtualThread(() -> {
          try {
            process.waitFor(START_SECONDS, TimeUnit.SECONDS);
            socket.close();
          } catch (InterruptedException cameIn) {
            Thread.currentThread().interrupt();
          } catch (IOException alreadyShut) {
            // The door is shut, which is all that was wanted.
          }
        });
    try {
      return socket.accept();
    } catch (AsynchronousCloseException shut) {
      throw new IOException(
          process.isAlive()
              ? "it did not come in within " + START_SECONDS + " s"
              : "it ended with status " + process.exitValue() + " before it came in",
          shut);
    } finally {
      watch.interrupt();
    }
  }

  private static <F extends FromTrainer> F expect(
      FrameChannel<ToTrainer, FromTrainer> channel, Class<F> type) throws IOException {
    var frame = channel.receive();
    while (frame instanceof FromTrainer.Heartbeat) {
      frame = channel.receive();
    }
    if (type.isInstance(frame)) {
      return type.cast(frame);
    }
    if (frame instanceof FromTrainer.Failed failed) {
      throw new IOException(failed.message());
    }
    throw new IOException("it answered " + frame + " where " + type.getSimpleName() + " was due");
  }

  /** Tells this child's messages from those of an earlier one. */
  public long serial() {
    return serial;
  }

  /** What it said of itself. */
  public FromTrainer.Ready ready() {
    return ready;
  }

  /** What it said of its model. */
  public FromTrainer.Loaded loaded() {
    return loaded;
  }

  /** The ring it reads. */
  public RingProducer ring() {
    return ring;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Sends a frame; false when the child is gone, which is told by {@link #listen} as well. */
  public boolean send(ToTrainer frame) {
    try {
      channel.send(frame);
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Gives every frame to {@code each} until the child is gone; says why it went. */
  public String listen(Consumer<FromTrainer> each) {
    @Nullable String reason = null;
    try {
      for (var frame = channel.receive(); frame != null; frame = channel.receive()) {
        each.accept(frame);
      }
    } catch (IOException broken) {
      reason = broken.getMessage();
    }
    return reason == null ? "its process ended" + exit() : reason + exit();
  }

  private String exit() {
    try {
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return (process.isAlive() ? "" : " with status " + process.exitValue()) + lastWords(log);
  }

  /** How its process ended; empty while it runs. */
  public OptionalInt exitStatus() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Ends the process now, whatever it does; {@link #listen} tells that it is gone. */
  public void kill() {
    process.destroyForcibly();
  }

  private static String lastWords(Path log) {
    try {
      var words = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
      var from = Math.max(0, words.length() - LAST_WORDS_BYTES);
      return words.isEmpty() ? "" : "; it said last: " + words.substring(from);
    } catch (IOException e) {
      return "";
    }
  }

  /** Ends the child, kindly first, and frees the ring. Blocks for a few seconds at most. */
  @Override
  public void close() {
    try {
      send(new ToTrainer.Stop());
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
      channel.close();
      Files.deleteIfExists(log);
    } catch (IOException alreadyGone) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      ring.close();
    }
  }
}
