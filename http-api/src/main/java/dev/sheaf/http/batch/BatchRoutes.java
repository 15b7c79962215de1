package dev.sheaf.http.batch;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.Delivery;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.http.batch.BatchBody.Opened;
import dev.sheaf.http.batch.PreparationForm.Wish;
import dev.sheaf.http.job.JobAnswers;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Numbers;
import dev.sheaf.http.route.Replies;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The routes that serve minibatches and commit them. */
public final class BatchRoutes {
  private static final String TEMPLATE = "/v1/jobs/{job}/epochs/{epoch}/ranks/{rank}/batches/{n}";
  private static final Pattern CONSUMED = Pattern.compile("(\\d{1,6}):(\\d{1,9})");
  private static final Pattern CONSUMER = Pattern.compile("[\\x21-\\x7e]{1,64}");
  private static final ContentType LOCATIONS = Replies.json("vnd.sheaf.locations+json");

  private final Asking asking;
  private final BatchService batches;
  private final BatchDesk desk;
  private final BatchPlaces places;
  private final BatchBody body;
  private final PreparedBody prepared;
  private final IncompleteBatches incomplete = new IncompleteBatches();

  /** Who makes replies of batches. */
  public record Bodies(BatchBody encoded, PreparedBody prepared) {}

  /** Routes over the node's batch service and desk. */
  public BatchRoutes(
      Asking asking, BatchService batches, BatchDesk desk, BatchPlaces places, Bodies bodies) {
    this.asking = asking;
    this.batches = batches;
    this.desk = desk;
    this.places = places;
    this.body = bodies.encoded();
    this.prepared = bodies.prepared();
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(TEMPLATE, this::batch)
            .query("generation", "consumed", "as", "form", "size", "crop", "flip"),
        Endpoint.post("/v1/jobs/{job}/epochs/{epoch}/ranks/{rank}/consumed", this::commit));
  }

  private HttpResponse batch(Exchange exchange) throws Exception {
    var key = key(exchange);
    var consumer = consumer(exchange);
    tellConsumed(exchange, key);
    return switch (exchange.query("as").orElse("samples")) {
      case "samples" -> samples(exchange, key, consumer);
      case "locations" -> locations(exchange, key, consumer);
      case String other ->
          throw bad("as", "as must be locations, or not be there, but was " + other);
    };
  }

  private HttpResponse samples(Exchange exchange, BatchKey key, String consumer) throws Exception {
    var wish = PreparationForm.of(exchange);
    var reply = body.reply(exchange, () -> opened(exchange, key, consumer, wish));
    var next =
        reply.status().intValue() == 200
            ? places.nextAddress(key, consumer)
            : Optional.<String>empty();
    return next.map(address -> Replies.with(reply, "Sheaf-Next", address)).orElse(reply);
  }

  private static BatchKey key(Exchange exchange) {
    var generation =
        exchange
            .query("generation")
            .orElseThrow(
                () -> bad("generation", "generation must be there: the job's, as POST answered"));
    return new BatchKey(
        Names.inPath(exchange, "job"),
        Numbers.parse("generation", generation, 1, Long.MAX_VALUE),
        exchange.pathInt("epoch", 0, Integer.MAX_VALUE),
        exchange.pathInt("rank", 0, Integer.MAX_VALUE),
        exchange.pathInt("n", 0, Integer.MAX_VALUE - 1));
  }

  private static String consumer(Exchange exchange) {
    var consumer = exchange.header("Sheaf-Consumer").orElse("");
    if (!consumer.isEmpty() && !CONSUMER.matcher(consumer).matches()) {
      throw bad("Sheaf-Consumer", "Sheaf-Consumer must be 1 to 64 visible ASCII characters");
    }
    return consumer;
  }

  /** Only releases memory, so that nobody waits for it; a stale one is told by the batch. */
  private void tellConsumed(Exchange exchange, BatchKey key) {
    var text = exchange.query("consumed");
    if (text.isEmpty()) {
      return;
    }
    var consumed = CONSUMED.matcher(text.get());
    if (!consumed.matches()) {
      throw bad("consumed", "consumed must be EPOCH:BATCH, two numbers, but was " + text.get());
    }
    var epoch = Integer.parseInt(consumed.group(1));
    var below = Integer.parseInt(consumed.group(2));
    incomplete.checkConsumed(new BatchKey(key.job(), key.generation(), epoch, key.rank(), below));
    asking.tellJob(
        key.job(), r -> new JobCommand.Consumed(key.generation(), epoch, key.rank(), below, r));
  }

  private static RuntimeException bad(String field, String detail) {
    return Problem.of(ProblemCode.BAD_PARAMETER, detail).with("field", field).exception();
  }

  private Opened opened(Exchange exchange, BatchKey key, String consumer, Wish wish)
      throws InterruptedException {
    return switch (serve(exchange, key, consumer)) {
      case Served.Serving serving -> {
        var how = wish.of(serving.batch().spec());
        yield how == null
            ? stored(serving)
            : new Opened.Other(
                prepared.reply(exchange, how, serving, server(exchange, key, consumer)));
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
        whole -> incomplete.served(batch, whole));
  }

  private PreparedBody.Server server(Exchange exchange, BatchKey key, String consumer) {
    return new PreparedBody.Server(
        () -> serve(exchange, key, consumer), none -> instead(none.answer()), incomplete::served);
  }

  private Served serve(Exchange exchange, BatchKey key, String consumer) {
    try {
      return batches.serve(key, consumer, BatchBody.deadline(exchange));
    } catch (SampleReader.Overloaded full) {
      throw overloaded(full);
    }
  }

  /** The problem that the node has no room for a request. */
  public static RuntimeException overloaded(SampleReader.Overloaded full) {
    return Problem.of(
            ProblemCode.OVERLOADED, "the node has no room for this now: " + full.getMessage())
        .retryAfterNanos(full.retryAfterNanos())
        .exception();
  }

  private static HttpResponse instead(BatchAnswer answer) {
    return switch (answer) {
      case BatchAnswer.Otherwise(JobReply.EpochOver(var _, var batches)) ->
          Replies.with(Replies.empty(204), "Sheaf-Batches", Integer.toString(batches));
      case BatchAnswer.Otherwise(var reply) -> throw JobAnswers.problem(reply).exception();
      case BatchAnswer.Unavailable(var retryAfterNanos) ->
          throw Problem.of(ProblemCode.UNAVAILABLE, "the job's coordinator did not answer in time")
              .retryAfterNanos(retryAfterNanos)
              .exception();
      case BatchAnswer.Assigned _ ->
          throw new IllegalStateException("a batch was assigned and not served");
    };
  }

  private HttpResponse locations(Exchange exchange, BatchKey key, String consumer)
      throws IOException {
    var deadlineNanos = System.nanoTime() + BatchBody.deadline(exchange).toNanos();
    return switch (desk.batch(key, consumer, deadlineNanos)) {
      case BatchAnswer.Assigned(var batch) -> {
        var document = places.locations(batch);
        // The owners tell what the samples cost; that they are delivered is known here alone.
        desk.delivered(key, delivered(batch));
        yield Replies.bytes(200, LOCATIONS, Json.bytes(document));
      }
      case BatchAnswer answer -> instead(answer);
    };
  }

  private static Delivery delivered(RankBatch batch) {
    var samples =
        IntStream.range(0, batch.size())
            .filter(position -> (batch.flags(position) & FrameHead.PADDING) == 0)
            .count();
    return new Delivery(batch.key().epoch(), samples, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private HttpResponse commit(Exchange exchange) {
    var job = Names.inPath(exchange, "job");
    var epoch = exchange.pathInt("epoch", 0, Integer.MAX_VALUE);
    var rank = exchange.pathInt("rank", 0, Integer.MAX_VALUE);
    var fields = exchange.fields(List.of("below", "generation"));
    var below = (int) fields.integer("below", 0, Integer.MAX_VALUE, null);
    var generation = fields.integer("generation", 1, Long.MAX_VALUE, null);
    fields.check();
    incomplete.checkConsumed(new BatchKey(job, generation, epoch, rank, below));
    var reply = asking.job(job, r -> new JobCommand.Consumed(generation, epoch, rank, below, r));
    if (!(reply instanceof JobReply.Done)) {
      throw JobAnswers.problem(reply).exception();
    }
    return Replies.empty(204);
  }
}
