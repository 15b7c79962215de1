package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class SilenceTest {
  private static final ToTrainer BATCH = new ToTrainer.Batch(0, 0, 0, 0);
  private static final FromTrainer STEP = new FromTrainer.Step(1, 0, 1, 0, 1, 0, 0);

  private final Silence silence = new Silence();

  @Test
  void nobodyIsSilentWhoIsAskedNothing() {
    assertEquals(0, silence.nanos(1_000));
    silence.sent(new ToTrainer.Lease(5), 2_000);
    assertEquals(0, silence.nanos(9_000));
  }

  @Test
  void silenceBeginsWithTheQuestionAndAnewWithEachWord() {
    silence.sent(new ToTrainer.Checkpoint("c"), 1_000);
    assertEquals(500, silence.nanos(1_500));
    silence.sent(new ToTrainer.Checkpoint("d"), 1_600);
    assertEquals(700, silence.nanos(1_700));
    silence.heard(new FromTrainer.Credit(1), 1_800);
    assertEquals(100, silence.nanos(1_900));
    silence.heard(new FromTrainer.CheckpointDone("c", 1, 0, 0, "", 1), 2_000);
    silence.heard(new FromTrainer.CheckpointDone("d", 1, 0, 0, "", 1), 2_000);
    assertEquals(0, silence.nanos(5_000));
  }

  @Test
  void aHeartbeatIsNoAnswer() {
    silence.sent(new ToTrainer.Checkpoint("c"), 1_000);
    silence.heard(new FromTrainer.Heartbeat(), 1_900);
    assertEquals(1_000, silence.nanos(2_000));
  }

  @Test
  void batchesThatWaitForALeaseAreNotAskedFor() {
    silence.sent(BATCH, 1_000);
    silence.sent(new ToTrainer.Predict(1, 1), 1_000);
    assertEquals(0, silence.nanos(5_000));
    silence.sent(new ToTrainer.Lease(1), 6_000);
    assertEquals(100, silence.nanos(6_100));
    silence.heard(STEP, 6_200);
    assertEquals(100, silence.nanos(6_300), "the question behind the batch is its turn");
    silence.heard(new FromTrainer.Logits(1, 0, 1, ByteBuffer.allocate(0)), 6_400);
    assertEquals(0, silence.nanos(9_000));
  }

  @Test
  void aPausedTrainerMayRestOverItsBatches() {
    silence.sent(new ToTrainer.Lease(5), 1_000);
    silence.sent(BATCH, 1_000);
    silence.sent(new ToTrainer.Preempt(ToTrainer.Preempt.Mode.SOFT), 1_500);
    assertEquals(0, silence.nanos(9_000));
    silence.heard(STEP, 9_000);
    silence.sent(BATCH, 9_000);
    silence.sent(new ToTrainer.Lease(1), 9_500);
    assertEquals(500, silence.nanos(10_000));
  }
}
