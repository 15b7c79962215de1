package dev.sheaf.node.fuzz;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames between a GPU worker and its child process, either way. */
final class TrainerTargets {
  private static final List<Class<? extends Exception>> REFUSALS =
      List.of(WireFormatException.class, EOFException.class);

  private TrainerTargets() {}

  static List<Target> all() throws IOException {
    return List.of(
        new Target(
            "to-trainer",
            List.of(
                sent(new ToTrainer.Hello(1, "/dev/shm/ring", 0)),
                sent(new ToTrainer.Load(new ModelSpec("cnn", 16, 10), training(), true, null)),
                sent(new ToTrainer.Load(new ModelSpec("cnn", 16, 10), training(), true, "/c")),
                sent(new ToTrainer.Lease(5)),
                sent(new ToTrainer.Batch(1, 2, 3, 4, ByteBuffer.allocate(8))),
                sent(new ToTrainer.Checkpoint("/checkpoint")),
                sent(new ToTrainer.Preempt(ToTrainer.Preempt.Mode.HARD)),
                sent(new ToTrainer.Eval(1, 2)),
                sent(new ToTrainer.Predict(1, 2)),
                sent(new ToTrainer.Stop())),
            TrainerTargets::asTrainer,
            REFUSALS),
        new Target(
            "from-trainer",
            List.of(
                sent(new FromTrainer.Ready("cpu", "djl", 1L << 30)),
                sent(new FromTrainer.Loaded(1, 2, 3, 4)),
                sent(new FromTrainer.Step(1, 2, 0.5, 3, 100, 1.5, 2.5)),
                sent(new FromTrainer.SampleLosses(1, ByteBuffer.allocate(8))),
                sent(new FromTrainer.Credit(2)),
                sent(new FromTrainer.CheckpointDone("/checkpoint", 1, 2, 3, "0a", 4)),
                sent(new FromTrainer.Evaluated(1, 2, 1, 0.5)),
                sent(new FromTrainer.Logits(1, 1, 2, ByteBuffer.allocate(8))),
                sent(new FromTrainer.Accelerator(1, 2, 50)),
                sent(new FromTrainer.Heartbeat()),
                sent(new FromTrainer.Paused(3)),
                sent(new FromTrainer.Failed(FromTrainer.Failed.Kind.RING, true, "torn")),
                sent(new FromTrainer.Bye("done"))),
            TrainerTargets::asOwner,
            REFUSALS));
  }

  private static TrainingSpec training() {
    return new TrainingSpec(
        TrainingSpec.Optimizer.SGD, 0.05, 0.9, 5e-4, TrainingSpec.Schedule.COSINE, 100, 10, 7);
  }

  private static void asTrainer(byte[] input) throws IOException {
    try (var channel = FrameChannel.ofTrainer(new Bytes(input))) {
      for (var frame = channel.receive(); frame != null; frame = channel.receive()) {
        holdSent(sent(frame), FrameChannel.ofTrainer(new Bytes(sent(frame))).receive());
      }
    }
  }

  private static void asOwner(byte[] input) throws IOException {
    try (var channel = FrameChannel.ofOwner(new Bytes(input))) {
      for (var frame = channel.receive(); frame != null; frame = channel.receive()) {
        holdSent(sent(frame), FrameChannel.ofOwner(new Bytes(sent(frame))).receive());
      }
    }
  }

  private static void holdSent(byte[] bytes, @Nullable Object again) throws IOException {
    var twice =
        switch (again) {
          case ToTrainer frame -> sent(frame);
          case FromTrainer frame -> sent(frame);
          case null, default ->
              throw new IllegalStateException("a frame that was sent is none: " + again);
        };
    if (!Arrays.equals(bytes, twice)) {
      throw new IllegalStateException("a frame changes when it is sent again: " + again);
    }
  }

  private static byte[] sent(ToTrainer frame) throws IOException {
    var bytes = new Bytes(new byte[0]);
    FrameChannel.ofOwner(bytes).send(frame);
    return bytes.written.toByteArray();
  }

  private static byte[] sent(FromTrainer frame) throws IOException {
    var bytes = new Bytes(new byte[0]);
    FrameChannel.ofTrainer(bytes).send(frame);
    return bytes.written.toByteArray();
  }

  /** A channel over bytes: what is read is the input, what is written is kept. */
  private static final class Bytes implements ByteChannel {
    private final ByteBuffer input;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    Bytes(byte[] input) {
      this.input = ByteBuffer.wrap(input);
    }

    @Override
    public int read(ByteBuffer into) {
      if (!input.hasRemaining()) {
        return -1;
      }
      var count = Math.min(into.remaining(), input.remaining());
      into.put(input.slice(input.position(), count));
      input.position(input.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer from) {
      var bytes = Seeds.array(from);
      written.writeBytes(bytes);
      return bytes.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
