package dev.sheaf.http.batch;

import akka.NotUsed;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.stream.OverflowStrategy;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import akka.util.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that is sent while frames are still being gathered.
 *
 * <p>A virtual thread pulls frames and hands them over to the server's stream through a queue of
 * {@link #QUEUE} pieces of 1 MiB or one sample, and waits while that is full: a slow reader holds
 * that much memory and no more. When the reader goes away the thread is interrupted and the leases
 * end. When the server never begins to send (the connection broke before), a timer ends them.
 */
final class BodyStream {
  private static final Logger LOG = LoggerFactory.getLogger(BodyStream.class);
  private static final int QUEUE = 2;
  private static final int PUT_BYTES = 1 << 20;

  private final List<ByteString> first;
  private final FrameSource frames;
  private final Trailer trailer;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Cancellable never;

  /** What follows the frames. */
  @FunctionalInterface
  interface Trailer {
    /** The bytes, made when all frames were given; empty when nothing follows. */
    Optional<ByteString> bytes(FrameSource frames);
  }

  /**
   * A body of {@code first}, the frames and the trailer.
   *
   * @param patience how long the server may take to begin
   */
  BodyStream(
      ActorSystem<?> system,
      List<ByteString> first,
      FrameSource frames,
      Trailer trailer,
      Duration patience) {
    this.first = first;
    this.frames = frames;
    this.trailer = trailer;
    this.never = system.scheduler().scheduleOnce(patience, this::giveUp, system.executionContext());
  }

  private void giveUp() {
    if (begun.compareAndSet(false, true)) {
      frames.close();
    }
  }

  /** The body for the server; may be run once. */
  Source<ByteString, NotUsed> source() {
    return Source.<ByteString>queue(QUEUE, OverflowStrategy.backpressure())
        .mapMaterializedValue(queue -> {
          begin(queue);
          return NotUsed.getInstance();
        });
  }

  private void begin(SourceQueueWithComplete<ByteString> queue) {
    never.cancel();
    if (begun.compareAndSet(false, true)) {
      var pump = Thread.ofVirtual().name("body").start(() -> pump(queue));
      queue.watchCompletion().whenComplete((done, failure) -> pump.interrupt());
    } else {
      queue.fail(new IllegalStateException("the server began to send too late"));
    }
  }

  private void pump(SourceQueueWithComplete<ByteString> queue) {
    try (frames) {
      for (var bytes : first) {
        put(queue, bytes);
      }
      putFrames(queue);
      queue.complete();
    } catch (InterruptedException | ReaderGone gone) {
      queue.complete();
    } catch (RuntimeException mistake) {
      LOG.error("a body broke off", mistake);
      queue.fail(mistake);
    }
  }

  /** What is at hand goes out together; what is not holds nothing up. */
  private void putFrames(SourceQueueWithComplete<ByteString> queue)
      throws InterruptedException, ReaderGone {
    var ready = ByteString.emptyByteString();
    for (var group = frames.next(); group.isPresent(); group = frames.next()) {
      ready = ready.concat(group.get());
      if (!frames.complete() || ready.size() >= PUT_BYTES) {
        put(queue, ready);
        ready = ByteString.emptyByteString();
      }
    }
    put(queue, ready.concat(trailer.bytes(frames).orElse(ByteString.emptyByteString())));
  }

  private static void put(SourceQueueWithComplete<ByteString> queue, ByteString bytes)
      throws InterruptedException, ReaderGone {
    if (bytes.isEmpty()) {
      return;
    }
    try {
      if (!queue.offer(bytes).toCompletableFuture().get().equals(QueueOfferResult.enqueued())) {
        throw new ReaderGone();
      }
    } catch (ExecutionException detached) {
      throw new ReaderGone();
    }
  }

  /** Nobody reads the body any more. */
  private static final class ReaderGone extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
