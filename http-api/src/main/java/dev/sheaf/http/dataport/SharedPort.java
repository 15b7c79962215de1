package dev.sheaf.http.dataport;

import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.http.batch.BatchWishes;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Names;
import dev.sheaf.wire.batch.BatchFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * The data port's route of batches that this node prepares for members of ensembles elsewhere.
 *
 * <p><i>Errors:</i> 204 when the epoch has no such batch, 404 where it is not prepared for who
 * asks, 503 when it is not prepared yet.
 */
public final class SharedPort {
  static final String TEMPLATE = "/v1/shared/{job}/epochs/{epoch}/batches/{n}";
  static final String TAKER = "taker";
  static final String SHAPE = "Sheaf-Shape";

  /** Nodes are {@code host:port#uid}. */
  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._:\\[\\]#@-]{1,120}");

  /** Who waits for a batch asks again: a connection that is dead is found by that. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final Duration AGAIN = Duration.ofMillis(100);

  private final SharedBatches batches;

  /** A route over what this node prepares. */
  public SharedPort(SharedBatches batches) {
    this.batches = batches;
  }

  /** The table. */
  public List<DataRoute> table() {
    return List.of(new DataRoute("GET", TEMPLATE, this::batch, List.of(TAKER)));
  }

  private PortReply batch(PortRequest request) {
    var wanted =
        new SharedBatches.Wanted(
            Names.checked("job", request.path("job")),
            taker(request),
            request.pathInt("epoch", 0, Integer.MAX_VALUE),
            request.pathInt("n", 0, Integer.MAX_VALUE));
    var deadline = BatchWishes.of(request::header).deadline();
    var wait = deadline.compareTo(LONGEST_WAIT) < 0 ? deadline : LONGEST_WAIT;
    return new PortReply.Later(() -> taken(request, wanted, wait));
  }

  private static String taker(PortRequest request) {
    var taker = request.query(TAKER).orElse("");
    if (!NODE.matcher(taker).matches()) {
      throw Problem.of(ProblemCode.BAD_PARAMETER, "taker must be the id of a node but was not")
          .with("field", TAKER)
          .exception();
    }
    return taker;
  }

  private PortReply taken(PortRequest request, SharedBatches.Wanted wanted, Duration wait)
      throws InterruptedException {
    var made = new AtomicReference<PortReply>();
    var answer =
        batches.take(
            wanted,
            System.nanoTime() + wait.toNanos(),
            rows -> made.set(body(request, wanted, rows)));
    return switch (answer) {
      case GIVEN -> made.get();
      case EPOCH_OVER -> new PortReply.Document(204, "", Map.of(), new PortReply.Body(new byte[0]));
      case NOT_YET ->
          throw Problem.of(
                  ProblemCode.UNAVAILABLE,
                  "batch %d of epoch %d of %s is not prepared yet"
                      .formatted(wanted.n(), wanted.epoch(), wanted.job()))
              .retryAfter(AGAIN)
              .exception();
      case ALONE ->
          throw Problem.of(
                  ProblemCode.NOT_SHARED,
                  "epoch %d of %s is not prepared for %s"
                      .formatted(wanted.epoch(), wanted.job(), wanted.taker()))
              .exception();
    };
  }

  private static PortReply body(
      PortRequest request, SharedBatches.Wanted wanted, SharedBatches.Rows rows) {
    if (!request.connection().tryHold(SharedBody.bytes(rows))) {
      throw Problem.of(ProblemCode.OVERLOADED, "the heap has no room for this reply now")
          .retryAfter(AGAIN)
          .exception();
    }
    return new PortReply.Document(
        200,
        BatchFormat.MEDIA_TYPE,
        Map.of(SHAPE, SharedBody.shape(rows)),
        new PortReply.Body(SharedBody.encode(wanted, rows)));
  }
}
