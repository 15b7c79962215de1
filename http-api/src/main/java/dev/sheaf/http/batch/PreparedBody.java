package dev.sheaf.http.batch;

import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.preparation.Preparer;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.http.batch.BatchDoor.Question;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.ring.Rings;
import dev.sheaf.http.route.Connection;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.ring.BodySlot;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the body that carries a prepared batch: decoded, cut to one size, stacked to one tensor.
 *
 * <p>A sample that cannot be decoded is told to the ledger, which fails the job, or decides on
 * another, or none: then the batch is served anew.
 */
public final class PreparedBody {
  /** So often a batch is served anew for samples that cannot be decoded, in one request. */
  private static final int MOST_ROUNDS = 8;

  private static final Duration NO_ROOM = Duration.ofSeconds(1);

  private final Ports ports;
  private final long maxBatchBytes;

  /** What it needs of its node. */
  public record Ports(
      BatchDoor door, Preparer preparer, BatchDesk desk, HttpMetrics metrics, Rings rings) {}

  /** What was made. */
  public sealed interface Made {
    /** A body that lies in the slot that the request named. */
    record InRing(Map<String, String> headers) implements Made {}

    /** A body: the first {@code length} of these bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    record Body(byte[] bytes, int length, Map<String, String> headers) implements Made {}

    /** Nothing, and why. */
    record None(BatchAnswer instead) implements Made {}
  }

  /** A maker of bodies, of so many bytes at most. */
  public PreparedBody(Ports ports, long maxBatchBytes) {
    this.ports = ports;
    this.maxBatchBytes = maxBatchBytes;
  }

  /** The body of a batch that was served; it may be served again on the way. */
  public Made make(
      Question question, Preparation how, Connection connection, Served.Serving serving)
      throws InterruptedException {
    Served served = serving;
    try (var slot = claimed(question.ring())) {
      for (int round = 1; ; round++) {
        switch (served) {
          case Served.NotServed(var instead) -> {
            return new Made.None(instead);
          }
          case Served.Serving(var batch, var frames) -> {
            var request = new Request(question, how, connection, batch, round);
            var made = made(request, frames, slot);
            if (made.isPresent()) {
              return made.get();
            }
          }
        }
        served = ports.door().serve(question);
      }
    }
  }

  private record Request(
      Question question, Preparation how, Connection connection, RankBatch batch, int round) {
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

  /** The body; empty when the batch is to be served anew. */
  private Optional<Made> made(Request request, SampleStream frames, @Nullable BodySlot slot)
      throws InterruptedException {
    try (frames) {
      var bytes = request.bodyBytes();
      checkSize(request, bytes);
      var inRing = slot != null && bytes <= slot.body().byteSize();
      var room =
          slot != null && inRing
              ? slot.body().asSlice(0, bytes)
              : onHeap(request.connection(), bytes);
      var rows = filled(request, frames, room);
      if (isDecidedAnew(request, rows)) {
        return Optional.empty();
      }
      var finished = rows.finish(request.header());
      rows.heads().forEach(ports.metrics()::frame);
      ports.metrics().batch().ended(frames);
      ports.door().served(request.batch(), !finished.askAgain());
      var headers = new LinkedHashMap<String, String>();
      headers.put("Sheaf-Shape", finished.shape());
      if (slot != null && inRing) {
        slot.publish(finished.bodyBytes());
        headers.put(Rings.HEADER, Long.toString(finished.bodyBytes()));
        return Optional.of(new Made.InRing(headers));
      }
      if (request.question().ring().isPresent()) {
        headers.put(Rings.HEADER, slot == null ? "busy" : "small");
      }
      var body = (byte[]) room.heapBase().orElseThrow();
      return Optional.of(new Made.Body(body, Math.toIntExact(finished.bodyBytes()), headers));
    }
  }

  private void checkSize(Request request, long bytes) {
    if (bytes > Math.min(maxBatchBytes, Integer.MAX_VALUE - BatchHeader.BYTES)) {
      throw Problem.of(
              ProblemCode.BAD_PARAMETER,
              "a batch of %d samples of %d×%d has %d bytes, and at most %d may be: ask for a size"
                      .formatted(
                          request.batch().size(),
                          request.how().height(),
                          request.how().width(),
                          bytes,
                          maxBatchBytes)
                  + " that is smaller")
          .with("field", "size")
          .exception();
    }
  }

  private static MemorySegment onHeap(Connection connection, long bytes) {
    if (!connection.tryHold(bytes)) {
      throw Problem.of(ProblemCode.OVERLOADED, "the heap has no room for this reply now")
          .retryAfter(NO_ROOM)
          .exception();
    }
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private PreparedRows filled(Request request, SampleStream frames, MemorySegment room)
      throws InterruptedException {
    var wishes = request.question().wishes();
    var until = System.nanoTime() + wishes.deadline().toNanos();
    var rows = new PreparedRows(room, request.batch().size(), request.how(), wishes.sum());
    var under = new ArrayList<CompletableFuture<Void>>();
    try {
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        try (var leased = frame) {
          var head = leased.head();
          if (head.status() == FrameHead.OK) {
            var row = rows.at(leased.position(), head);
            under.add(ports.preparer().prepare(request.batch(), leased, request.how(), row));
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
    var deadline = System.nanoTime() + request.question().wishes().deadline().toNanos();
    var batch = request.batch();
    ports.desk().missing(batch.key(), undecodable, FrameHead.UNDECODABLE, deadline);
    return batch.spec().onMissing() != OnMissing.FAIL && request.round() < MOST_ROUNDS;
  }
}
