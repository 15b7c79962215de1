package dev.sheaf.gpu.worker;

import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainerFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A trainer process with its socket and ring. Starting blocks; sending does not for long.
 *
 * <p>The child ends when the socket closes, so it cannot outlive the node, however that ends. A
 * child that says nothing for too long though something is asked of it is ended.
 */
public final class TrainerChild implements AutoCloseable {
  private static final long STOP_SECONDS = 5;
  private static final int RING_SLOTS = 6;
  private static final int LOOKS_A_PATIENCE = 8;

  private final Birth birth;
  private final Silence silence = new Silence();
  private final FromTrainer.Ready ready;
  private final FromTrainer.Loaded loaded;
  private final boolean beats;

  private TrainerChild(
      Birth birth, FromTrainer.Ready ready, FromTrainer.Loaded loaded, boolean beats) {
    this.birth = birth;
    this.ready = ready;
    this.loaded = loaded;
    this.beats = beats;
  }

  private record Birth(long serial, Arrival there, RingProducer ring, Duration patience) {
    Process process() {
      return there.process();
    }

    LastWords words() {
      return there.words();
    }

    FrameChannel<ToTrainer, FromTrainer> channel() {
      return there.channel();
    }
  }

  /**
   * Starts a trainer and loads the model, from the checkpoint when there is one.
   *
   * @param serial tells this child's messages from those of an earlier one
   * @throws IOException when it does not come up; the message holds its last words
   */
  public static TrainerChild start(long serial, Trainers trainers, Assignment assignment)
      throws IOException {
    Files.createDirectories(folder(assignment));
    var child = begun(serial, trainers, assignment);
    trainers.begun(assignment);
    return child;
  }

  private static TrainerChild begun(long serial, Trainers trainers, Assignment assignment)
      throws IOException {
    var waiting = trainers.waiting(assignment);
    if (waiting.isPresent()) {
      try {
        return born(serial, trainers, assignment, ring -> waiting.get());
      } catch (IOException diedMeanwhile) {
        // One that is started now may do better.
      }
    }
    var launch = trainers.launch(assignment);
    return born(serial, trainers, assignment, ring -> Arrival.await(trainers, launch, ring.path()));
  }

  /** Where the process comes from, for a ring. */
  private interface Coming {
    Arrival come(RingProducer ring) throws IOException;
  }

  private static TrainerChild born(
      long serial, Trainers trainers, Assignment assignment, Coming coming) throws IOException {
    var size = assignment.images().size();
    var ring =
        new RingProducer(
            new RingShape(
                RING_SLOTS, 1, assignment.reading().batchSize(), 3, size.height(), size.width()));
    ring.attach(0);
    try {
      var there = coming.come(ring);
      var birth = new Birth(serial, there, ring, trainers.patience());
      return greeted(birth, trainers.startPatience(), assignment);
    } catch (IOException | RuntimeException stillborn) {
      ring.close();
      throw new IOException("the trainer did not start: " + stillborn.getMessage(), stillborn);
    }
  }

  private static TrainerChild greeted(Birth birth, Duration patience, Assignment assignment)
      throws IOException {
    try (var limit = StartLimit.of(birth.process(), birth.channel(), patience)) {
      return limit.within(() -> greet(birth, assignment));
    } catch (IOException | RuntimeException stillborn) {
      end(birth.process());
      throw new IOException(stillborn.getMessage() + birth.words().sentence(), stillborn);
    }
  }

  private static Path folder(Assignment assignment) throws IOException {
    var folder = assignment.checkpoint().toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("a checkpoint must lie in a folder: " + assignment.checkpoint());
    }
    return folder;
  }

  private static TrainerChild greet(Birth birth, Assignment assignment) throws IOException {
    var channel = birth.channel();
    channel.send(new ToTrainer.Hello(TrainerFrame.PROTOCOL, birth.ring().path().toString(), 0));
    var beats = new AtomicBoolean();
    var ready = expect(channel, FromTrainer.Ready.class, beats);
    var checkpoint = assignment.checkpoint();
    channel.send(
        new ToTrainer.Load(
            assignment.recipe().model(),
            assignment.recipe().training(),
            assignment.reading().losses(),
            Files.exists(checkpoint) ? checkpoint.toString() : null));
    var loaded = expect(channel, FromTrainer.Loaded.class, beats);
    return new TrainerChild(birth, ready, loaded, beats.get());
  }

  private static <F extends FromTrainer> F expect(
      FrameChannel<ToTrainer, FromTrainer> channel, Class<F> type, AtomicBoolean beats)
      throws IOException {
    var frame = channel.receive();
    while (frame instanceof FromTrainer.Heartbeat) {
      beats.set(true);
      frame = channel.receive();
    }
    if (type.isInstance(frame)) {
      return type.cast(frame);
    }
    if (frame instanceof FromTrainer.Failed failed) {
      throw new IOException(failed.message());
    }
    throw new IOException(
        frame == null
            ? "it ended before it was " + type.getSimpleName().toLowerCase(Locale.ROOT)
            : "it answered " + frame + " where " + type.getSimpleName() + " was due");
  }

  /** Tells this child's messages from those of an earlier one. */
  public long serial() {
    return birth.serial();
  }

  /** What it said of itself. */
  public FromTrainer.Ready ready() {
    return ready;
  }

  /** What it said of its model. */
  public FromTrainer.Loaded loaded() {
    return loaded;
  }

  /** True when it said before it was loaded that it lives. */
  boolean beats() {
    return beats;
  }

  /** The ring it reads. */
  public RingProducer ring() {
    return birth.ring();
  }

  /** Its process id. */
  public long pid() {
    return birth.process().pid();
  }

  /** How its process ended; empty while it runs. */
  public OptionalInt exitStatus() {
    var process = birth.process();
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Ends the process now, whatever it does; {@link #listen} tells that it is gone. */
  public void kill() {
    end(birth.process());
  }

  /** Sends a frame; false when the child is gone, which is told by {@link #listen} as well. */
  public boolean send(ToTrainer frame) {
    try {
      silence.sent(frame, System.nanoTime());
      birth.channel().send(frame);
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Gives every frame to {@code each} until the child is gone; says why it went. */
  public String listen(Consumer<FromTrainer> each) {
    var reason = new AtomicReference<>("");
    var watch = Thread.ofVirtual().name("silence").start(() -> watch(reason));
    try {
      for (var frame = birth.channel().receive();
          frame != null;
          frame = birth.channel().receive()) {
        silence.heard(frame, System.nanoTime());
        if (frame instanceof FromTrainer.Failed failed) {
          reason.compareAndSet("", failed.message());
        }
        each.accept(frame);
      }
    } catch (IOException broken) {
      reason.compareAndSet("", String.valueOf(broken.getMessage()));
    } finally {
      watch.interrupt();
    }
    return (reason.get().isEmpty() ? "its process ended" : reason.get()) + exit();
  }

  /** Ends the child when it is silent for too long. */
  private void watch(AtomicReference<String> reason) {
    var patience = birth.patience();
    try {
      while (birth.process().isAlive()) {
        TimeUnit.NANOSECONDS.sleep(patience.toNanos() / LOOKS_A_PATIENCE);
        if (silence.nanos(System.nanoTime()) > patience.toNanos()) {
          reason.compareAndSet(
              "",
              "it hung: it had work and said nothing for %s (sheaf.gpu.patience), and was ended"
                  .formatted(StartLimit.shown(patience)));
          end(birth.process());
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private String exit() {
    try {
      birth.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return birth.process().isAlive()
        ? ""
        : " with status " + birth.process().exitValue() + birth.words().sentence();
  }

  private static void end(Process process) {
    Arrival.end(process);
  }

  /** Ends the child, kindly first, and frees the ring. Blocks for a few seconds at most. */
  @Override
  public void close() {
    var process = birth.process();
    try {
      send(new ToTrainer.Stop());
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        end(process);
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
      birth.channel().close();
    } catch (IOException alreadyGone) {
      end(process);
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
    } finally {
      birth.ring().close();
    }
  }
}
