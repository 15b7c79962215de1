package dev.sheaf.gpu.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.trainer.ToTrainer;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InboxTest {
  private static final ToTrainer BATCH = new ToTrainer.Batch(0, 0, 0, 0);
  private static final ToTrainer EVAL = new ToTrainer.Eval(1, 1);
  private static final ToTrainer STOP = new ToTrainer.Stop();
  private final Inbox inbox = new Inbox();

  @Test
  void workKeepsItsOrderAndOrdersGoAhead() throws InterruptedException {
    inbox.put(BATCH);
    inbox.put(EVAL);
    inbox.put(STOP);
    assertEquals(STOP, inbox.take(true));
    assertEquals(BATCH, inbox.take(true));
    assertEquals(EVAL, inbox.take(false));
  }

  @Test
  void aBatchWithoutALeaseHoldsUpTheWorkBehindIt() throws Exception {
    inbox.put(BATCH);
    inbox.put(EVAL);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken = threads.submit(() -> inbox.take(false));
      inbox.put(STOP);
      assertEquals(STOP, taken.get());
    }
  }

  @Test
  void aClosedInboxGivesNothingMore() throws InterruptedException {
    inbox.put(STOP);
    inbox.close();
    assertNull(inbox.take(true));
  }

  @Test
  void moreThanTheLimitIsRefused() {
    for (int i = 0; i < Inbox.LIMIT; i++) {
      assertTrue(inbox.put(BATCH));
    }
    assertFalse(inbox.put(STOP));
  }
}
