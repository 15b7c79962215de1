package dev.sheaf.http.batch;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.util.ByteString;
import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.batch.BatchBody.Opened;
import dev.sheaf.http.batch.BatchDoor.Question;
import dev.sheaf.http.job.JobAnswers;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.wire.batch.BatchHeader;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The API's routes that serve minibatches and commit them. */
public final class BatchRoutes {
  private static final ContentType LOCATIONS = Replies.json("vnd.sheaf.locations+json");
  private static final ContentType BATCH =
      MediaTypes.customBinary("application", "vnd.sheaf.batch", false).toContentType();

  private final Asking asking;
  private final BatchDoor door;
  private final BatchBody body;
  private final PreparedBody prepared;

  /** Who makes replies of batches. */
  public record Bodies(BatchBody encoded, PreparedBody prepared) {}

  /** Routes over the node's batches. */
  public BatchRoutes(Asking asking, BatchDoor door, Bodies bodies) {
    this.asking = asking;
    this.door = door;
    this.body = bodies.encoded();
    this.prepared = bodies.prepared();
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(BatchDoor.TEMPLATE, this::batch).query(BatchDoor.QUERY.toArray(String[]::new)),
        Endpoint.post("/v1/jobs/{job}/epochs/{epoch}/ranks/{rank}/consumed", this::commit));
  }

  private HttpResponse batch(Exchange exchange) throws Exception {
    return samples(exchange, door.question(exchange));
  }

  private HttpResponse samples(Exchange exchange, Question question) throws Exception {
    var job = question.key().job();
    if (question.locations()) {
      return body.reply(exchange, job, () -> new Opened.Other(locations(question)));
    }
    var reply = body.reply(exchange, job, () -> opened(exchange, question));
    return reply.status().intValue() == 200 ? with(reply, door.next(question)) : reply;
  }

  private static HttpResponse with(HttpResponse reply, Map<String, String> headers) {
    var told = reply;
    for (var header : headers.entrySet()) {
      told = Replies.with(told, header.getKey(), header.getValue());
    }
    return told;
  }

  private Opened opened(Exchange exchange, Question question) throws InterruptedException {
    return switch (door.serve(question)) {
      case Served.Serving serving -> {
        var how = question.preparation(serving.batch().spec());
        yield how == null
            ? stored(serving)
            : new Opened.Other(reply(prepared.make(question, how, exchange.connection(), serving)));
      }
      case Served.NotServed(var answer) -> new Opened.Other(instead(answer));
    };
  }

  private Opened stored(Served.Serving serving) {
    var batch = serving.batch();
    var key = batch.key();
    return new Opened.Frames(
        new BatchHeader(0, batch.size(), key.epoch(), key.rank(), key.n(), 0),
        serving.frames(),
        door.bytes(batch),
        whole -> door.served(batch, whole));
  }

  private static HttpResponse reply(PreparedBody.Made made) {
    return switch (made) {
      case PreparedBody.Made.InRing(var headers) -> with(Replies.empty(200), headers);
      case PreparedBody.Made.Body(var bytes, var length, var headers) -> {
        var entity = HttpEntities.create(BATCH, ByteString.fromArrayUnsafe(bytes, 0, length));
        yield with(Replies.empty(200).withEntity(entity), headers);
      }
      case PreparedBody.Made.None(var answer) -> instead(answer);
    };
  }

  private static HttpResponse instead(BatchAnswer answer) {
    var batches = Integer.toString(BatchDoor.batchesOf(answer));
    return Replies.with(Replies.empty(204), "Sheaf-Batches", batches);
  }

  private HttpResponse locations(Question question) throws IOException {
    return switch (door.locate(question)) {
      case BatchDoor.Located.Document(var json) -> Replies.bytes(200, LOCATIONS, Json.bytes(json));
      case BatchDoor.Located.None(var answer) -> instead(answer);
    };
  }

  private HttpResponse commit(Exchange exchange) {
    var job = Names.inPath(exchange, "job");
    var epoch = exchange.pathInt("epoch", 0, Integer.MAX_VALUE);
    var rank = exchange.pathInt("rank", 0, Integer.MAX_VALUE);
    var fields = exchange.fields(List.of("below", "generation"));
    var below = (int) fields.integer("below", 0, Integer.MAX_VALUE, null);
    var generation = fields.integer("generation", 1, Long.MAX_VALUE, null);
    fields.check();
    door.checkConsumed(new BatchKey(job, generation, epoch, rank, below));
    var reply = asking.job(job, r -> new JobCommand.Consumed(generation, epoch, rank, below, r));
    if (!(reply instanceof JobReply.Done)) {
      throw JobAnswers.problem(reply).exception();
    }
    return Replies.empty(204);
  }
}
