package dev.sheaf.gpu.model;

import dev.sheaf.actors.model.Prediction;
import dev.sheaf.gpu.model.NotOpenedException.Why;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The images that wait for one predictor. What comes while a batch is computed goes into the next
 * one together, from however many requests; a request of many images takes several.
 *
 * <p>At most {@link #MOST_WAITING} images wait, and none longer than its request's deadline.
 */
final class PredictionQueue {
  /** One request of the most images always finds a place. */
  static final int MOST_WAITING = 1_024;

  private final Voting voting;
  private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
  private int waitingImages;
  private boolean running;
  private long batches;

  /** Says what a batch of images is. */
  interface Voting {
    /** The most images of a batch. */
    int most();

    /** A row of probabilities for each image. */
    List<float[]> vote(List<MemorySegment> images)
        throws NotOpenedException, IOException, InterruptedException;
  }

  /** A request, and how far it is. */
  private static final class Asked {
    final List<MemorySegment> images;
    final float[][] rows;
    final CompletableFuture<Prediction> answer = new CompletableFuture<>();
    int taken;
    int answered;

    Asked(List<MemorySegment> images) {
      this.images = images;
      this.rows = new float[images.size()][];
    }
  }

  private record Piece(Asked asked, int from, int count) {}

  PredictionQueue(Voting voting) {
    this.voting = voting;
  }

  /** Batches that were computed. */
  synchronized long batches() {
    return batches;
  }

  /** Images that wait for a batch. */
  synchronized int waitingImages() {
    return waitingImages;
  }

  /** What the predictor says, within this time. */
  Prediction ask(List<MemorySegment> images, long patienceNanos) throws InterruptedException {
    var asked = new Asked(images);
    synchronized (this) {
      if (waitingImages > 0 && waitingImages + images.size() > MOST_WAITING) {
        return new Prediction.Full(
            "%,d images wait already, and at most %,d may".formatted(waitingImages, MOST_WAITING));
      }
      waiting.add(asked);
      waitingImages += images.size();
      if (!running) {
        running = true;
        Thread.ofVirtual().name("predictions").start(this::run);
      }
    }
    return await(asked, patienceNanos);
  }

  private Prediction await(Asked asked, long patienceNanos) throws InterruptedException {
    try {
      return asked.answer.get(patienceNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      withdraw(asked);
      return new Prediction.Unavailable(
          "the prediction did not come within %,d ms"
              .formatted(TimeUnit.NANOSECONDS.toMillis(patienceNanos)));
    } catch (ExecutionException broken) {
      throw new IllegalStateException("a prediction broke", broken.getCause());
    }
  }

  private synchronized void withdraw(Asked asked) {
    if (waiting.remove(asked)) {
      waitingImages -= asked.images.size() - asked.taken;
    }
  }

  private void run() {
    for (var batch = next(); !batch.isEmpty(); batch = next()) {
      var images = new ArrayList<MemorySegment>();
      for (var piece : batch) {
        images.addAll(piece.asked().images.subList(piece.from(), piece.from() + piece.count()));
      }
      try {
        answer(batch, voting.vote(images));
      } catch (NotOpenedException not) {
        fail(batch, refusal(not));
      } catch (IOException | RuntimeException broken) {
        fail(batch, new Prediction.Unavailable("it cannot predict now: " + broken.getMessage()));
      } catch (InterruptedException stopped) {
        fail(batch, new Prediction.Unavailable("the node is stopping"));
      }
    }
  }

  static Prediction refusal(NotOpenedException not) {
    var reason = String.valueOf(not.getMessage());
    return not.why() == Why.TOO_LARGE
        ? new Prediction.TooLarge(reason)
        : new Prediction.Unavailable(reason);
  }

  /** As much as fits into a batch, of those that came first; empty when nobody waits. */
  private synchronized List<Piece> next() {
    var batch = new ArrayList<Piece>();
    var room = voting.most();
    while (room > 0 && !waiting.isEmpty()) {
      var first = waiting.getFirst();
      var count = Math.min(room, first.images.size() - first.taken);
      batch.add(new Piece(first, first.taken, count));
      first.taken += count;
      room -= count;
      waitingImages -= count;
      if (first.taken == first.images.size()) {
        waiting.removeFirst();
      }
    }
    running = !batch.isEmpty();
    batches += running ? 1 : 0;
    return batch;
  }

  private static void answer(List<Piece> batch, List<float[]> rows) {
    var at = 0;
    for (var piece : batch) {
      var asked = piece.asked();
      for (int i = 0; i < piece.count(); i++) {
        asked.rows[piece.from() + i] = rows.get(at++);
      }
      asked.answered += piece.count();
      if (asked.answered == asked.rows.length) {
        asked.answer.complete(new Prediction.Predicted(Arrays.asList(asked.rows)));
      }
    }
  }

  private void fail(List<Piece> batch, Prediction why) {
    for (var piece : batch) {
      withdraw(piece.asked());
      piece.asked().answer.complete(why);
    }
  }
}
