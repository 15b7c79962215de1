package dev.sheaf.wire.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ring between real processes. */
@Timeout(60)
class RingProcessIT {
  static final RingShape SHAPE = new RingShape(4, 1, 32, 3, 32, 32);
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);

  @TempDir Path folder;

  @Test
  void anotherProcessReadsEveryBatchAsItWasPut() throws Exception {
    try (var ring = new RingProducer(SHAPE);
        var door = TrainerSocket.bind(folder)) {
      ring.attach(0);
      try (var reader = ChildProcess.startReader(ring, folder, door.path())) {
        for (int n = 0; n < 100; n++) {
          var slot = Objects.requireNonNull(ring.claim(LONG_NANOS));
          slot.images().fill((byte) n);
          for (int i = 0; i < SHAPE.batch(); i++) {
            slot.label(i, i);
          }
          ring.publish(slot, SHAPE.batch(), 0);
          reader.send(new ToTrainer.Eval(slot.index(), slot.seq()));
          assertEquals(new FromTrainer.Credit(1), reader.receive());
          ring.credited();
          var sum = 31 * 32 / 2 + (double) n * SHAPE.imageBytes() * SHAPE.batch();
          assertEquals(new FromTrainer.Evaluated(n, SHAPE.batch(), 0, sum), reader.receive());
        }
      }
      try (var witness = door.accept()) {
        assertInstanceOf(FromTrainer.Ready.class, witness.receive());
        assertInstanceOf(FromTrainer.Bye.class, witness.receive());
      }
    }
  }

  @Test
  void aReaderEndsInGoodOrderWhenItsOwnerIsKilledAndNoNameIsLeft() throws Exception {
    try (var door = TrainerSocket.bind(folder)) {
      var owner = ChildProcess.start(OwnerThatDies.class, folder, door.path());
      try (var witness = door.accept()) {
        assertInstanceOf(FromTrainer.Ready.class, witness.receive());
        owner.destroyForcibly().waitFor();
        assertEquals(new FromTrainer.Bye("the owner closed its socket"), witness.receive());
        assertNull(witness.receive());
      } finally {
        owner.destroyForcibly();
      }
    }
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }
}
