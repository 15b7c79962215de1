package dev.sheaf.gpu.worker;

import dev.sheaf.wire.ring.RingReader;
import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * A fake: speaks the trainer's protocol as a real process and learns nothing. Its loss is the first
 * pixel of the batch, so that a test sees which batch it was given; it predicts every label right.
 */
public final class FakeTrainerMain {
  private final FrameChannel<FromTrainer, ToTrainer> channel;
  private RingReader ring;
  private int classes;
  private boolean tellsLosses;
  private final Deque<ToTrainer> orders = new ArrayDeque<>();
  private final Deque<ToTrainer> work = new ArrayDeque<>();
  private long leased;
  private long step;
  private int epoch;
  private int below;

  private FakeTrainerMain(FrameChannel<FromTrainer, ToTrainer> channel, RingReader ring) {
    this.channel = channel;
    this.ring = ring;
  }

  public static void main(String[] args) throws IOException {
    try (var channel = FrameChannel.connect(Path.of(args[0]))) {
      var hello = Objects.requireNonNull((ToTrainer.Hello) channel.receive());
      var trainer =
          new FakeTrainerMain(channel, new RingReader(Path.of(hello.ring()), hello.reader()));
      channel.send(new FromTrainer.Ready("cpu", "fake", 0));
      channel.send(new FromTrainer.Heartbeat());
      Thread.ofPlatform().daemon().start(trainer::beat);
      Thread.ofPlatform().daemon().start(trainer::listen);
      while (true) {
        trainer.on(trainer.take());
      }
    } catch (IOException | InterruptedException over) {
      Runtime.getRuntime().halt(0);
    }
  }

  /** Says ten times as often as a real one that it lives. */
  private void beat() {
    try {
      while (true) {
        channel.send(new FromTrainer.Heartbeat());
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException over) {
      Runtime.getRuntime().halt(0);
    }
  }

  /** Orders go ahead of work, as in a real one. */
  private void listen() {
    try {
      for (var frame = channel.receive(); frame != null; frame = channel.receive()) {
        synchronized (orders) {
          (frame instanceof ToTrainer.Batch || frame instanceof ToTrainer.Predict ? work : orders)
              .add(frame);
          orders.notifyAll();
        }
      }
    } catch (IOException ownerGone) {
      // The end of this process, as below.
    }
    Runtime.getRuntime().halt(0);
  }

  private ToTrainer take() throws InterruptedException {
    synchronized (orders) {
      while (orders.isEmpty()
          && (work.isEmpty() || (leased == 0 && work.peek() instanceof ToTrainer.Batch))) {
        orders.wait();
      }
      return orders.isEmpty() ? work.remove() : orders.remove();
    }
  }

  private void on(ToTrainer frame) throws IOException {
    switch (frame) {
      case ToTrainer.Load load -> load(load);
      case ToTrainer.Batch batch -> train(batch);
      case ToTrainer.Predict predict -> predict(predict);
      case ToTrainer.Checkpoint checkpoint -> save(Path.of(checkpoint.path()));
      case ToTrainer.Stop stop -> channel.close();
      case ToTrainer.Lease lease -> leased += lease.steps();
      case ToTrainer.Preempt preempt -> {
        leased = 0;
        channel.send(new FromTrainer.Paused(step));
      }
      default -> {}
    }
  }

  private void load(ToTrainer.Load load) throws IOException {
    classes = load.model().classes();
    tellsLosses = load.losses();
    if (load.checkpoint() != null) {
      var words = Files.readString(Path.of(load.checkpoint())).split(" ", -1);
      step = Long.parseLong(words[0]);
      epoch = Integer.parseInt(words[1]);
      below = Integer.parseInt(words[2]);
    }
    channel.send(new FromTrainer.Loaded(step, epoch, below, 1));
  }

  private void train(ToTrainer.Batch batch) throws IOException {
    var slot = ring.take(batch.slot(), batch.seq());
    var loss = slot.image(0).get(ValueLayout.JAVA_BYTE, 0);
    var losses = ByteBuffer.allocate(4 * slot.count()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < slot.count(); i++) {
      losses.putFloat(slot.image(i).get(ValueLayout.JAVA_BYTE, 0));
    }
    ring.release(slot);
    step++;
    leased--;
    epoch = batch.epoch();
    below = batch.n() + 1;
    channel.send(new FromTrainer.Credit(1));
    if (tellsLosses) {
      channel.send(new FromTrainer.SampleLosses(batch.seq(), losses.flip()));
    }
    channel.send(new FromTrainer.Step(step, batch.seq(), loss, 0, 1, 0, 0));
  }

  private void predict(ToTrainer.Predict predict) throws IOException {
    var slot = ring.take(predict.slot(), predict.seq());
    var rows = slot.count();
    var bytes = ByteBuffer.allocate(4 * rows * classes).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      bytes.putFloat(4 * (row * classes + (int) slot.label(row)), 1);
    }
    ring.release(slot);
    channel.send(new FromTrainer.Credit(1));
    channel.send(new FromTrainer.Logits(predict.seq(), rows, classes, bytes));
  }

  private void save(Path path) throws IOException {
    // Whole or not at all, as it may be killed at any moment.
    var temporary = path.resolveSibling(path.getFileName() + ".tmp");
    Files.writeString(temporary, step + " " + epoch + " " + below);
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    channel.send(
        new FromTrainer.CheckpointDone(path.toString(), step, epoch, below, "", Files.size(path)));
  }
}
