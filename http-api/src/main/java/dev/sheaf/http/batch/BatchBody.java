package dev.sheaf.http.batch;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.ring.Rings;
import dev.sheaf.http.route.Connection;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.ReaderWatch;
import dev.sheaf.http.route.Replies;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the reply that carries a batch.
 *
 * <p>When every frame is at hand and the heap has room for the reply, it is one strict entity with
 * {@code Content-Length}: the fastest way out. Otherwise it is chunked, and the header's total is
 * unknown. A request that names a slot of a ring has its body there, and none in the reply.
 */
public final class BatchBody {
  private static final ContentType BATCH =
      MediaTypes.customBinary("application", "vnd.sheaf.batch", false).toContentType();

  private static final String RING = Rings.HEADER;
  private static final long MOST_STRICT_BYTES = 1 << 20;
  private static final Duration NO_ROOM = Duration.ofSeconds(1);
  private static final BodyStream.Trailer NO_TRAILER = frames -> Optional.empty();

  private final ActorSystem<?> system;
  private final HttpMetrics metrics;
  private final Gate answers;
  private final Rings rings;
  private final ReaderWatch readers;

  /**
   * A maker of replies.
   *
   * @param answers bounds what is under way
   * @param rings where bodies go whose requests name a slot
   * @param readers cuts those off that stop reading
   */
  public BatchBody(ActorSystem<?> system, Gate answers, Rings rings, ReaderWatch readers) {
    this.system = system;
    this.metrics = readers.metrics();
    this.readers = readers;
    this.answers = answers;
    this.rings = rings;
  }

  /** Opens what is to be served; what it opens is closed by the reply. */
  @FunctionalInterface
  public interface Opener {
    /** What is to be served, or the reply that there is nothing. */
    Opened open() throws Exception;
  }

  /** What came of opening. */
  public sealed interface Opened {
    /**
     * Frames, and the header that announces them.
     *
     * @param bytes that they are thought to have
     * @param served told whether the batch was whole, once all its frames were given
     */
    record Frames(BatchHeader header, SampleStream frames, long bytes, Consumer<Boolean> served)
        implements Opened {}

    /** Another reply than a batch. */
    record Other(HttpResponse reply) implements Opened {}
  }

  /** How long a request gives itself, by its header {@code Sheaf-Deadline}. */
  public static Duration deadline(Exchange exchange) {
    return BatchWishes.of(exchange::header).deadline();
  }

  /** The reply to an exchange that asks for a batch of a job, of what {@code opener} opens. */
  public HttpResponse reply(Exchange exchange, String job, Opener opener) throws Exception {
    var wishes = BatchWishes.of(exchange::header);
    var trailer = trailer(wishes);
    var place = answers.enter(job, 0, wishes.deadline());
    try {
      return switch (opener.open()) {
        case Opened.Other(var other) -> {
          place.leave(other.status().isSuccess());
          yield other;
        }
        case Opened.Frames(var header, var frames, var bytes, var served) -> {
          place.holds(bytes);
          var source = new FrameSource(frames, wishes.sum(), metrics, atEnd(place, served));
          yield reply(exchange, header, source, trailer);
        }
      };
    } catch (Exception failed) {
      place.leave();
      throw failed;
    }
  }

  private static FrameSource.AtEnd atEnd(Gate.Place place, Consumer<Boolean> served) {
    return (all, askAgain) -> {
      place.leave(all && !askAgain);
      if (all) {
        served.accept(!askAgain);
      }
    };
  }

  private static BodyStream.Trailer trailer(BatchWishes wishes) {
    return wishes.cost()
        ? frames -> Optional.of(ByteString.fromArrayUnsafe(CostTrailer.encode(frames.cost())))
        : NO_TRAILER;
  }

  private HttpResponse reply(
      Exchange exchange, BatchHeader header, FrameSource frames, BodyStream.Trailer trailer)
      throws InterruptedException {
    var gathered = new ArrayList<ByteString>();
    try {
      var ring = exchange.header(Rings.HEADER);
      if (ring.isPresent()) {
        return byRing(exchange, ring.get(), header, frames);
      }
      if (frames.complete() && gather(exchange.connection(), frames, gathered)) {
        trailer.bytes(frames).ifPresent(gathered::add);
        frames.close();
        gathered.addFirst(bytes(header, frames.givenBytes()));
        return costly(exchange, whole(gathered));
      }
      gathered.addFirst(bytes(header, BatchHeader.UNKNOWN));
      return costly(exchange, chunked(gathered, frames, trailer, deadline(exchange)));
    } catch (InterruptedException | RuntimeException failed) {
      frames.close();
      throw failed;
    }
  }

  /** Puts the body into the ring's slot; what has no place there goes out as any body. */
  private HttpResponse byRing(
      Exchange exchange, String seat, BatchHeader header, FrameSource frames)
      throws InterruptedException {
    var first = new ArrayList<ByteString>();
    first.add(bytes(header, BatchHeader.UNKNOWN));
    try (var slot = rings.claim(seat)) {
      if (slot == null) {
        return Replies.with(chunked(first, frames, NO_TRAILER, deadline(exchange)), RING, "busy");
      }
      var putBytes = RingBody.put(slot, header, frames);
      if (frames.allGiven()) {
        frames.close();
        var bodyBytes = Long.toString(BatchHeader.BYTES + putBytes);
        return Replies.with(Replies.empty(200), RING, bodyBytes);
      }
      first.add(copied(exchange.connection(), slot.body().asSlice(BatchHeader.BYTES, putBytes)));
    }
    return Replies.with(chunked(first, frames, NO_TRAILER, deadline(exchange)), RING, "small");
  }

  private static ByteString copied(Connection connection, MemorySegment bytes) {
    if (!connection.tryHold(bytes.byteSize())) {
      throw Problem.of(ProblemCode.OVERLOADED, "the heap has no room for this reply now")
          .retryAfter(NO_ROOM)
          .exception();
    }
    return ByteString.fromArrayUnsafe(bytes.toArray(ValueLayout.JAVA_BYTE));
  }

  /** Pulls frames as long as the heap has room; true when it had room for all. */
  private static boolean gather(
      Connection connection, FrameSource frames, List<ByteString> gathered)
      throws InterruptedException {
    for (var group = frames.next(); group.isPresent(); group = frames.next()) {
      gathered.add(group.get());
      if (!connection.tryHold(group.get().size())) {
        return false;
      }
    }
    return true;
  }

  /**
   * What sockets have no room for goes out in pieces, so that it is seen when nobody takes them.
   */
  private HttpResponse whole(List<ByteString> gathered) {
    var bytes = gathered.stream().mapToLong(ByteString::size).sum();
    if (bytes > MOST_STRICT_BYTES) {
      var pieces = readers.over(Source.from(gathered));
      return Replies.empty(200).withEntity(HttpEntities.create(BATCH, bytes, pieces));
    }
    var whole = new ByteStringBuilder();
    gathered.forEach(whole::append);
    return Replies.empty(200).withEntity(HttpEntities.create(BATCH, whole.result()));
  }

  private HttpResponse chunked(
      List<ByteString> first, FrameSource frames, BodyStream.Trailer trailer, Duration patience) {
    var body = new BodyStream(system, first, frames, trailer, patience);
    return Replies.empty(200)
        .withEntity(HttpEntities.createChunked(BATCH, readers.over(body.source())));
  }

  private static HttpResponse costly(Exchange exchange, HttpResponse reply) {
    return exchange.header(CostTrailer.HEADER).isPresent()
        ? Replies.with(reply, CostTrailer.HEADER, CostTrailer.VALUE)
        : reply;
  }

  private static ByteString bytes(BatchHeader header, long totalBytes) {
    var bytes = new byte[BatchHeader.BYTES];
    BatchFormat.put(whole(header, totalBytes), MemorySegment.ofArray(bytes), 0);
    return ByteString.fromArrayUnsafe(bytes);
  }

  /** The header of a body of which so many bytes follow it. */
  static BatchHeader whole(BatchHeader header, long totalBytes) {
    return new BatchHeader(
        header.flags(), header.count(), header.epoch(), header.rank(), header.n(), totalBytes);
  }
}
