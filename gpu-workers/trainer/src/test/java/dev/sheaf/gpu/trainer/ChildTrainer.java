package dev.sheaf.gpu.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.ring.RingSlot;
import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainerFrame;
import dev.sheaf.wire.trainer.TrainerSocket;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real trainer process, with the owner's end of its socket and ring. */
final class ChildTrainer implements AutoCloseable {
  /** Where the engine unpacks its libraries; kept between runs of the tests. */
  static final Path ENGINE_CACHE = Path.of("target", "engine").toAbsolutePath();

  /** What the children say beside their frames. */
  private static final File LOG = Path.of("target", "trainers.log").toFile();

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(60);

  final Process process;
  final RingProducer ring;
  final FrameChannel<ToTrainer, FromTrainer> channel;
  private FromTrainer.@Nullable SampleLosses losses;

  private ChildTrainer(
      Process process, RingProducer ring, FrameChannel<ToTrainer, FromTrainer> channel) {
    this.process = process;
    this.ring = ring;
    this.channel = channel;
  }

  /** Starts a child and greets it. */
  static ChildTrainer start(RingShape shape) throws IOException {
    var ring = new RingProducer(shape);
    ring.attach(0);
    try (var socket = TrainerSocket.bind()) {
      var process = process(socket.path());
      var _ = process.onExit().thenRun(() -> shut(socket));
      var child = new ChildTrainer(process, ring, socket.accept());
      child.channel.send(new ToTrainer.Hello(TrainerFrame.PROTOCOL, ring.path().toString(), 0));
      child.expect(FromTrainer.Ready.class);
      return child;
    }
  }

  private static Process process(Path socket) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            TrainerMain.class.getName(),
            socket.toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("DJL_CACHE_DIR", ENGINE_CACHE.toString());
    return builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(LOG)).start();
  }

  private static void shut(TrainerSocket socket) {
    try {
      socket.close();
    } catch (IOException alreadyShut) {
      // The door is shut, which is all that was wanted.
    }
  }

  /** The next frame that is no CREDIT, HEARTBEAT or SAMPLE_LOSSES, which must be of this type. */
  <F extends FromTrainer> F expect(Class<F> type) throws IOException {
    var frame = channel.receive();
    while (frame instanceof FromTrainer.Credit
        || frame instanceof FromTrainer.Heartbeat
        || frame instanceof FromTrainer.SampleLosses) {
      if (frame instanceof FromTrainer.SampleLosses told) {
        losses = told;
      } else {
        ring.credited();
      }
      frame = channel.receive();
    }
    if (!type.isInstance(frame)) {
      throw new AssertionError("expected " + type.getSimpleName() + " but got " + frame);
    }
    return type.cast(frame);
  }

  /** Puts toy batch {@code n} into the ring. */
  RingSlot fill(int n) throws InterruptedException {
    var slot = Objects.requireNonNull(ring.claim(LONG_NANOS));
    ToyProblem.fill(slot, n);
    ring.publish(slot, ring.shape().batch(), 0);
    return slot;
  }

  /** Trains on toy batch {@code n}. */
  FromTrainer.Step train(int n) throws IOException, InterruptedException {
    var slot = fill(n);
    channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, n));
    var step = expect(FromTrainer.Step.class);
    expectLosses(step);
    return step;
  }

  /** The losses of a step's samples come before it, and their mean is the step's. */
  private void expectLosses(FromTrainer.Step step) {
    var told = Objects.requireNonNull(losses, "losses come before their step");
    var each = told.losses().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    var sum = 0.0;
    for (int i = 0; i < each.limit(); i++) {
      sum += each.get(i);
    }
    assertEquals(step.seq(), told.seq());
    assertEquals(ring.shape().batch(), each.limit());
    assertEquals(step.loss(), sum / each.limit(), 1e-4);
    losses = null;
  }

  /** Trains on toy batches; the losses before each step. */
  double[] losses(int from, int below) throws IOException, InterruptedException {
    var losses = new double[below - from];
    for (int n = from; n < below; n++) {
      losses[n - from] = train(n).loss();
    }
    return losses;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    channel.close();
    ring.close();
  }
}
