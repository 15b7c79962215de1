package dev.sheaf.gpu.model;

import dev.sheaf.wire.ring.RingReader;
import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A fake: speaks the trainer's protocol as a real process, reads its weights from the file it is
 * given, and answers every image with the first byte of them.
 */
public final class FakePredictorMain {
  private FakePredictorMain() {}

  public static void main(String[] args) throws IOException {
    try (FrameChannel<FromTrainer, ToTrainer> channel = FrameChannel.connect(Path.of(args[0]))) {
      var hello = Objects.requireNonNull((ToTrainer.Hello) channel.receive());
      var ring = new RingReader(Path.of(hello.ring()), hello.reader());
      channel.send(new FromTrainer.Ready("cpu", "fake", 0));
      var classes = 0;
      var first = 0;
      for (var frame = channel.receive(); frame != null; frame = channel.receive()) {
        switch (frame) {
          case ToTrainer.Load load -> {
            classes = load.model().classes();
            first = Files.readAllBytes(Path.of(Objects.requireNonNull(load.checkpoint())))[0];
            channel.send(new FromTrainer.Loaded(0, 0, 0, 1));
          }
          case ToTrainer.Predict predict -> {
            var slot = ring.take(predict.slot(), predict.seq());
            var rows = slot.count();
            var bytes = ByteBuffer.allocate(4 * rows * classes).order(ByteOrder.LITTLE_ENDIAN);
            for (int row = 0; row < rows; row++) {
              bytes.putFloat(4 * row * classes, first);
            }
            ring.release(slot);
            channel.send(new FromTrainer.Credit(1));
            channel.send(new FromTrainer.Logits(predict.seq(), rows, classes, bytes));
          }
          case ToTrainer.Stop stop -> {
            return;
          }
          default -> {}
        }
      }
    }
  }
}
