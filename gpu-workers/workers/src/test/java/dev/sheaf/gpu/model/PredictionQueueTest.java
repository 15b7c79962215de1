package dev.sheaf.gpu.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.model.Prediction;
import dev.sheaf.gpu.model.NotOpenedException.Why;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class PredictionQueueTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(60);

  /** Answers each image with its first byte; holds the first batch until it is let go. */
  private static final class Held implements PredictionQueue.Voting {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    final List<Integer> sizes = new ArrayList<>();

    @Override
    public int most() {
      return 8;
    }

    @Override
    public List<float[]> vote(List<MemorySegment> images) throws InterruptedException {
      sizes.add(images.size());
      begun.countDown();
      goOn.await();
      return images.stream()
          .map(image -> new float[] {image.get(ValueLayout.JAVA_BYTE, 0)})
          .toList();
    }
  }

  private static List<MemorySegment> images(int first, int count) {
    var images = new ArrayList<MemorySegment>();
    for (int i = 0; i < count; i++) {
      images.add(MemorySegment.ofArray(new byte[] {(byte) (first + i)}));
    }
    return images;
  }

  private static FutureTask<Prediction> ask(PredictionQueue queue, int first, int count) {
    var task = new FutureTask<>(() -> queue.ask(images(first, count), LONG));
    Thread.ofVirtual().start(task);
    return task;
  }

  private static void awaitWaiting(PredictionQueue queue, int images) {
    while (queue.waitingImages() != images) {
      Thread.onSpinWait();
    }
  }

  private static void answered(FutureTask<Prediction> task, int first, int count)
      throws InterruptedException, ExecutionException {
    var rows = assertInstanceOf(Prediction.Predicted.class, task.get()).rows();
    assertEquals(count, rows.size());
    for (int i = 0; i < count; i++) {
      assertEquals((byte) (first + i), rows.get(i)[0]);
    }
  }

  @Test
  void whatComesWhileABatchIsComputedGoesIntoTheNextOneTogether() throws Exception {
    var held = new Held();
    var queue = new PredictionQueue(held);
    var first = ask(queue, 0, 1);
    held.begun.await();
    var second = ask(queue, 10, 3);
    awaitWaiting(queue, 3);
    var third = ask(queue, 20, 3);
    awaitWaiting(queue, 6);
    // Does not fit with the others: it is taken apart.
    var fourth = ask(queue, 30, 12);
    awaitWaiting(queue, 18);
    held.goOn.countDown();
    answered(first, 0, 1);
    answered(second, 10, 3);
    answered(third, 20, 3);
    answered(fourth, 30, 12);
    assertEquals(List.of(1, 8, 8, 2), held.sizes);
    assertEquals(0, queue.waitingImages());
  }

  @Test
  void whoComesWhenTooManyWaitIsTurnedAwayWithTheNumbers() throws Exception {
    var held = new Held();
    var queue = new PredictionQueue(held);
    var first = ask(queue, 0, 8);
    held.begun.await();
    var waits = ask(queue, 0, PredictionQueue.MOST_WAITING);
    awaitWaiting(queue, PredictionQueue.MOST_WAITING);
    var full = assertInstanceOf(Prediction.Full.class, queue.ask(images(0, 1), LONG));
    assertEquals("1,024 images wait already, and at most 1,024 may", full.reason());
    held.goOn.countDown();
    answered(first, 0, 8);
    answered(waits, 0, PredictionQueue.MOST_WAITING);
  }

  @Test
  void whoHasWaitedLongEnoughLeavesTheQueue() throws Exception {
    var held = new Held();
    var queue = new PredictionQueue(held);
    var first = ask(queue, 0, 1);
    held.begun.await();
    var late = assertInstanceOf(Prediction.Unavailable.class, queue.ask(images(9, 2), 1));
    assertTrue(late.reason().contains("did not come within"), late.reason());
    assertEquals(0, queue.waitingImages());
    held.goOn.countDown();
    answered(first, 0, 1);
    assertEquals(List.of(1), held.sizes);
  }

  @Test
  void aBatchThatFailsFailsItsRequestsAndNoOthers() throws Exception {
    var fails = new AtomicBoolean(true);
    var queue =
        new PredictionQueue(
            new PredictionQueue.Voting() {
              @Override
              public int most() {
                return 4;
              }

              @Override
              public List<float[]> vote(List<MemorySegment> images) throws NotOpenedException {
                if (fails.getAndSet(false)) {
                  throw new NotOpenedException(Why.TOO_LARGE, "9 of 5 bytes");
                }
                return images.stream().map(image -> new float[] {1}).toList();
              }
            });
    var refused = queue.ask(images(0, 6), LONG);
    assertEquals(new Prediction.TooLarge("9 of 5 bytes"), refused);
    assertEquals(0, queue.waitingImages());
    assertInstanceOf(Prediction.Predicted.class, queue.ask(images(0, 6), LONG));
  }
}
