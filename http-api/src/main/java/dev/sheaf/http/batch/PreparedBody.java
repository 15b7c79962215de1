package dev.sheaf.http.batch;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.util.ByteString;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.preparation.Preparer;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.ring.Rings;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.ring.BodySlot;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the reply that carries a prepared batch: decoded, cut to one size, stacked to one tensor.
 *
 * <p>A sample that cannot be decoded is told to the ledger, which fails the job, or decides on
 * another, or none: then the batch is served anew.
 */
public final class PreparedBody {
  /** So often a batch is served anew for samples that cannot be decoded, in one request. */
  private static final int MOST_ROUNDS = 8;

  private static final Duration NO_ROOM = Duration.ofSeconds(1);
  private static final ContentType BATCH =
      MediaTypes.customBinary("application", "vnd.sheaf.batch", false).toContentType();

  private final Ports ports;
  private final long maxBatchBytes;

  /** What it needs of its node. */
  public record Ports(Preparer preparer, BatchDesk desk, HttpMetrics metrics, Rings rings) {}

  /**
   * Serves a batch's frames.
   *
   * @param again serves it anew, as often as it is asked
   * @param instead the reply when there is no such batch
   * @param served told how a batch was served: whole or not
   */
  record Server(
      Serving again,
      Function<Served.NotServed, HttpResponse> instead,
      BiConsumer<RankBatch, Boolean> served) {}

  /** Serves one batch, of frames that are still coming. */
  interface Serving {
    /** The batch, or why there is none. */
    Served serve();
  }

  /** A maker of replies, of so many bytes at most. */
  public PreparedBody(Ports ports, long maxBatchBytes) {
    this.ports = ports;
    this.maxBatchBytes = maxBatchBytes;
  }

  /** The reply to an exchange that asks for a prepared batch, which is served {@code first}. */
  HttpResponse reply(Exchange exchange, Preparation how, Served first, Server server)
      throws InterruptedException {
    var served = first;
    try (var slot = claimed(exchange.header(Rings.HEADER))) {
      for (int round = 1; ; round++) {
        switch (served) {
          case Served.NotServed none -> {
            return server.instead().apply(none);
          }
          case Served.Serving(var batch, var frames) -> {
            var request = new Request(exchange, how, batch, round);
            var reply = reply(request, frames, slot, server);
            if (reply.isPresent()) {
              return reply.get();
            }
          }
        }
        served = server.again().serve();
      }
    }
  }

  private record Request(Exchange exchange, Preparation how, RankBatch batch, int round) {
    long bodyBytes() {
      return PreparedRows.bytes(batch.size(), how);
    }

    BatchHeader header() {
      var key = batch.key();
      return new BatchHeader(0, batch.size(), key.epoch(), key.rank(), key.n(), 0);
    }
  }

  private @Nullable BodySlot claimed(Optional<String> seat) {
    return seat.isPresent() ? ports.rings().claim(seat.get()) : null;
  }

  /** The reply; empty when the batch is to be served anew. */
  private Optional<HttpResponse> reply(
      Request request, SampleStream frames, @Nullable BodySlot slot, Server server)
      throws InterruptedException {
    try (frames) {
      var bytes = request.bodyBytes();
      checkSize(request, bytes);
      var inRing = slot != null && bytes <= slot.body().byteSize();
      var room =
          slot != null && inRing ? slot.body().asSlice(0, bytes) : onHeap(request.exchange, bytes);
      var rows = filled(request, frames, room);
      if (isDecidedAnew(request, rows)) {
        return Optional.empty();
      }
      var finished = rows.finish(request.header());
      rows.heads().forEach(ports.metrics()::frame);
      ports.metrics().batchWaited(frames);
      server.served().accept(request.batch, !finished.askAgain());
      if (slot != null && inRing) {
        slot.publish(finished.bodyBytes());
        return Optional.of(with(Replies.empty(200), finished, Long.toString(finished.bodyBytes())));
      }
      var body = (byte[]) room.heapBase().orElseThrow();
      var entity = ByteString.fromArrayUnsafe(body, 0, Math.toIntExact(finished.bodyBytes()));
      var reply = Replies.empty(200).withEntity(HttpEntities.create(BATCH, entity));
      return Optional.of(
          request.exchange.header(Rings.HEADER).isPresent()
              ? with(reply, finished, slot == null ? "busy" : "small")
              : Replies.with(reply, "Sheaf-Shape", finished.shape()));
    }
  }

  private static HttpResponse with(
      HttpResponse reply, PreparedRows.Finished finished, String ofRing) {
    var shaped = Replies.with(reply, "Sheaf-Shape", finished.shape());
    return Replies.with(shaped, Rings.HEADER, ofRing);
  }

  private void checkSize(Request request, long bytes) {
    if (bytes > Math.min(maxBatchBytes, Integer.MAX_VALUE - BatchHeader.BYTES)) {
      throw Problem.of(
              ProblemCode.BAD_PARAMETER,
              "a batch of %d samples of %d×%d has %d bytes, and at most %d may be: ask for a size"
                      .formatted(
                          request.batch.size(),
                          request.how.height(),
                          request.how.width(),
                          bytes,
                          maxBatchBytes)
                  + " that is smaller")
          .with("field", "size")
          .exception();
    }
  }

  private static MemorySegment onHeap(Exchange exchange, long bytes) {
    if (!exchange.connection().tryHold(bytes)) {
      throw Problem.of(ProblemCode.OVERLOADED, "the heap has no room for this reply now")
          .retryAfter(NO_ROOM)
          .exception();
    }
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private PreparedRows filled(Request request, SampleStream frames, MemorySegment room)
      throws InterruptedException {
    var wishes = BatchWishes.of(request.exchange::header);
    var until = System.nanoTime() + wishes.deadline().toNanos();
    var rows = new PreparedRows(room, request.batch.size(), request.how, wishes.sum());
    var under = new ArrayList<CompletableFuture<Void>>();
    try {
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        try (var leased = frame) {
          var head = leased.head();
          if (head.status() == FrameHead.OK) {
            var row = rows.at(leased.position(), head);
            under.add(ports.preparer().prepare(request.batch, leased, request.how, row));
          } else {
            rows.none(leased.position(), head);
          }
        }
      }
      CompletableFuture.allOf(under.toArray(CompletableFuture[]::new))
          .get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      // Rows that are not there say so.
    } catch (ExecutionException broken) {
      throw new IllegalStateException("a decoder broke", broken.getCause());
    } finally {
      rows.shut();
    }
    return rows;
  }

  /** Tells the ledger what cannot be decoded; true when it decides on something else. */
  private boolean isDecidedAnew(Request request, PreparedRows rows) {
    var undecodable = rows.undecodable();
    if (undecodable.isEmpty()) {
      return false;
    }
    var deadline = System.nanoTime() + BatchBody.deadline(request.exchange).toNanos();
    var key = request.batch.key();
    ports.desk().missing(key, undecodable, FrameHead.UNDECODABLE, deadline);
    return request.batch.spec().onMissing() != OnMissing.FAIL && request.round < MOST_ROUNDS;
  }
}
