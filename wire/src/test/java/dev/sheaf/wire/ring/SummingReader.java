package dev.sheaf.wire.ring;

import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** A child process that adds up the bytes of each batch; it ends when its socket closes. */
public final class SummingReader {
  private SummingReader() {}

  /** Takes its owner's socket, and that of a witness who hears of its end. */
  public static void main(String[] arguments) throws IOException {
    var witness = FrameChannel.connect(Path.of(arguments[1]));
    try (var owner = FrameChannel.connect(Path.of(arguments[0]))) {
      if (!(owner.receive() instanceof ToTrainer.Hello hello)) {
        throw new IllegalStateException("HELLO must come first");
      }
      try (var ring = new RingReader(Path.of(hello.ring()), hello.reader())) {
        var ready = new FromTrainer.Ready("cpu", "sum", ring.shape().totalBytes());
        owner.send(ready);
        witness.send(ready);
        serve(owner, ring);
      }
    } finally {
      witness.send(new FromTrainer.Bye("the owner closed its socket"));
    }
  }

  private static void serve(FrameChannel<FromTrainer, ToTrainer> owner, RingReader ring)
      throws IOException {
    while (owner.receive() instanceof ToTrainer.Eval eval) {
      var slot = ring.take(eval.slot(), eval.seq());
      long sum = 0;
      for (int i = 0; i < slot.count(); i++) {
        sum += slot.label(i);
        for (long at = 0; at < ring.shape().imageBytes(); at++) {
          sum += slot.image(i).get(ValueLayout.JAVA_BYTE, at) & 0xff;
        }
      }
      ring.release(slot);
      owner.send(new FromTrainer.Credit(1));
      owner.send(new FromTrainer.Evaluated(eval.seq(), slot.count(), 0, sum));
    }
  }
}
