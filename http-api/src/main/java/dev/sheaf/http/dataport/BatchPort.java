package dev.sheaf.http.dataport;

import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.batch.BatchDoor;
import dev.sheaf.http.batch.BatchDoor.Question;
import dev.sheaf.http.batch.PreparedBody;
import dev.sheaf.http.batch.RingBody;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.ring.RingRoutes;
import dev.sheaf.http.ring.Rings;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The data port's route of minibatches: the same as the API's, written from leased memory.
 *
 * <p>A ring's slot or prepared rows are filled first; anything else goes from the package store to
 * the socket.
 */
public final class BatchPort {
  private final Ports ports;
  private final Gate answers;

  /** Who serves batches, and who makes their bodies. */
  public record Ports(
      BatchDoor door,
      PreparedBody prepared,
      RingBody ring,
      RingRoutes.Place rings,
      HttpMetrics metrics) {}

  /** Routes over this node's batches; {@code answers} bounds what is under way. */
  public BatchPort(Ports ports, Gate answers) {
    this.ports = ports;
    this.answers = answers;
  }

  /** The table. */
  public List<DataRoute> table() {
    return List.of(
        new DataRoute("GET", BatchDoor.TEMPLATE, this::batch, BatchDoor.QUERY),
        new DataRoute(
            "GET", RingRoutes.PATH, asked -> PortReply.json(200, RingRoutes.view(ports.rings()))));
  }

  private PortReply batch(PortRequest request) {
    var question = ports.door().question(request);
    // Who is refused costs no thread.
    var place = answers.enter(question.key().job(), 0, question.wishes().deadline());
    return new PortReply.Later(() -> now(request, question, place));
  }

  private PortReply locations(Question question) throws IOException {
    return switch (ports.door().locate(question)) {
      case BatchDoor.Located.Document(var json) ->
          PortReply.bytes(200, BatchDoor.LOCATIONS, Json.bytes(json));
      case BatchDoor.Located.None(var answer) -> over(BatchDoor.batchesOf(answer));
    };
  }

  private PortReply now(PortRequest request, Question question, Gate.Place place) throws Exception {
    try {
      place.holdInTime();
      var reply = question.locations() ? locations(question) : reply(request, question, place);
      if (!(reply instanceof PortReply.Frames)) {
        place.leave(true);
      }
      return reply;
    } catch (Exception failed) {
      place.leave();
      throw failed;
    }
  }

  private PortReply reply(PortRequest request, Question question, Gate.Place place)
      throws InterruptedException {
    return switch (ports.door().serve(question)) {
      case Served.NotServed(var answer) -> over(BatchDoor.batchesOf(answer));
      case Served.Serving serving -> {
        var how = question.preparation(serving.batch().spec());
        if (how != null) {
          yield prepared(request, question, how, serving);
        }
        yield question.ring().isPresent()
            ? byRing(question, question.ring().get(), serving, place)
            : frames(question, serving, place, Map.of());
      }
    };
  }

  private static PortReply over(int batches) {
    return empty(204, Map.of("Sheaf-Batches", Integer.toString(batches)));
  }

  private static PortReply empty(int status, Map<String, String> headers) {
    return new PortReply.Document(status, "", headers, new PortReply.Body(new byte[0]));
  }

  private PortReply prepared(
      PortRequest request, Question question, Preparation how, Served.Serving serving)
      throws InterruptedException {
    return switch (ports.prepared().make(question, how, request.connection(), serving)) {
      case PreparedBody.Made.None(var answer) -> over(BatchDoor.batchesOf(answer));
      case PreparedBody.Made.InRing(var headers) -> empty(200, with(question, headers));
      case PreparedBody.Made.Body(var bytes, var length, var headers) ->
          new PortReply.Document(
              200,
              BatchFormat.MEDIA_TYPE,
              with(question, headers),
              new PortReply.Body(length == bytes.length ? bytes : Arrays.copyOf(bytes, length)));
    };
  }

  private Map<String, String> with(Question question, Map<String, String> headers) {
    var all = new HashMap<>(headers);
    all.putAll(ports.door().next(question));
    return all;
  }

  private PortReply byRing(Question question, String seat, Served.Serving serving, Gate.Place place)
      throws InterruptedException {
    return switch (ports.ring().put(question, seat, serving)) {
      case RingBody.Put.There(var bytes) ->
          empty(200, with(question, Map.of(Rings.HEADER, Long.toString(bytes))));
      case RingBody.Put.Busy() -> frames(question, serving, place, Map.of(Rings.HEADER, "busy"));
      case RingBody.Put.Small() ->
          switch (ports.door().serve(question)) {
            case Served.Serving again ->
                frames(question, again, place, Map.of(Rings.HEADER, "small"));
            case Served.NotServed(var answer) -> over(BatchDoor.batchesOf(answer));
          };
    };
  }

  private PortReply frames(
      Question question, Served.Serving serving, Gate.Place place, Map<String, String> headers) {
    var batch = serving.batch();
    place.holds(ports.door().bytes(batch));
    var watched = new WatchedStream(serving.frames());
    var meter = ports.metrics().batch();
    return new PortReply.Frames(
        header(batch),
        watched,
        question.wishes(),
        with(question, headers),
        place,
        ended -> {
          meter.ended(watched);
          ended(batch, watched);
        });
  }

  private void ended(RankBatch batch, WatchedStream frames) {
    if (frames.given() == batch.size()) {
      ports.door().served(batch, !frames.isToBeAskedAgain());
    }
  }

  private static BatchHeader header(RankBatch batch) {
    var key = batch.key();
    return new BatchHeader(0, batch.size(), key.epoch(), key.rank(), key.n(), 0);
  }
}
