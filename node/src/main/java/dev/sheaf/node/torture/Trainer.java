package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * One rank of a job: reads batch after batch, says what it has consumed, tries the next gateway
 * when one does not answer, and now and then asks another gateway the same, which must say the
 * same.
 */
final class Trainer {
  private static final int AGAIN_EVERY = 5;
  private static final int CHECKPOINT_EVERY = 5;

  /** So long a step of training takes: the pace of the load. */
  private static final long STEP_MILLIS = 50;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Caller caller;
  private final String job;
  private final int rank;
  private final boolean keeps;
  private final GatewayTour gateways;
  private int generation = 1;
  private JsonNode checkpoint = MissingNode.getInstance();
  private volatile boolean crashes;

  /**
   * A rank of a job.
   *
   * @param keeps whether it keeps checkpoints, and is the only rank
   */
  Trainer(Caller caller, String job, int rank, boolean keeps) {
    this.caller = caller;
    this.job = job;
    this.rank = rank;
    this.keeps = keeps;
    this.gateways = new GatewayTour(caller, job + "-" + rank, rank);
  }

  /**
   * Trains epoch after epoch; when it has crashed, from its last checkpoint on: what it is given
   * from there is what it was given before.
   *
   * @param more whether an epoch is to be trained yet; asked when the one before is over
   */
  void train(IntPredicate more) throws InterruptedException {
    for (int epoch = 0; more.test(epoch); epoch++) {
      var n = 0;
      while (next(epoch, n)) {
        n++;
        consumed(epoch, n);
        if (keeps && n % CHECKPOINT_EVERY == 0) {
          keep();
        }
        if (crashes && !checkpoint.isMissingNode()) {
          crashes = false;
          resume();
          epoch = checkpoint.path("epoch").asInt();
          n = checkpoint.path("step").asInt();
        }
        TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
      }
      caller.checker().epochOver(job, epoch, rank);
    }
  }

  /** From the next batch on it knows nothing but its last checkpoint. */
  void crash() {
    crashes = true;
  }

  private void keep() throws InterruptedException {
    checkpoint =
        tree(gateways.answered("/v1/jobs/" + job + "/state", HttpRequest.newBuilder().GET()));
    caller.checker().checkpoint();
  }

  private void resume() throws InterruptedException {
    var body = JSON.createObjectNode().put("attempt", job + "-" + generation);
    body.set("state", checkpoint);
    var reply =
        gateways.answered(
            "/v1/jobs/" + job + "/resume",
            HttpRequest.newBuilder()
                .POST(BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json"));
    var resumed = tree(reply).path("generation").asInt();
    if (resumed <= generation) {
      caller
          .checker()
          .breaks(
              Promise.LOST_ACKS,
              "%s was not resumed at %s: %s"
                  .formatted(job, checkpoint, new String(reply.body(), UTF_8)));
    } else {
      generation = resumed;
    }
  }

  private static JsonNode tree(HttpResponse<byte[]> reply) {
    try {
      return JSON.readTree(reply.body());
    } catch (IOException noJson) {
      return MissingNode.getInstance();
    }
  }

  /** Reads batch {@code n} until it is whole; false when the epoch is over. */
  private boolean next(int epoch, int n) throws InterruptedException {
    var path =
        "/v1/jobs/%s/epochs/%d/ranks/%d/batches/%d?generation=%d"
            .formatted(job, epoch, rank, n, generation);
    var began = System.nanoTime();
    while (true) {
      var reply = gateways.answered(path, HttpRequest.newBuilder().GET());
      if (reply.statusCode() == 204) {
        return false;
      }
      if (reply.statusCode() == 200 && whole(epoch, n, reply)) {
        caller.tally().waited(System.nanoTime() - began);
        if (n % AGAIN_EVERY == 0) {
          again(epoch, n, path);
        }
        return true;
      }
      GatewayTour.pause();
    }
  }

  private boolean whole(int epoch, int n, HttpResponse<byte[]> reply) {
    try {
      var by = reply.uri().getAuthority();
      var batch = new BatchSeen(job, epoch, rank, n, by, BatchSeen.read(reply.body()));
      caller.checker().given(batch);
      if (batch.whole()) {
        return true;
      }
      caller.tally().incomplete();
      for (var frame : batch.frames()) {
        if (frame.status() != FrameHead.OK && frame.status() != FrameHead.DEADLINE) {
          caller
              .checker()
              .breaks(
                  Promise.REFUSED,
                  batch.name() + " sample " + frame.id() + " has status " + frame.status());
        }
      }
    } catch (IOException cutShort) {
      caller.tally().error("batch cut short");
    }
    return false;
  }

  /** Asks another gateway the same question; whatever it answers must be the same answer. */
  private void again(int epoch, int n, String path) throws InterruptedException {
    gateways
        .another(path)
        .filter(given -> given.statusCode() == 200)
        .ifPresent(given -> whole(epoch, n, given));
  }

  private void consumed(int epoch, int below) throws InterruptedException {
    var path = "/v1/jobs/%s/epochs/%d/ranks/%d/consumed".formatted(job, epoch, rank);
    var body = "{\"below\": %d, \"generation\": %d}".formatted(below, generation);
    while (true) {
      var reply =
          gateways.answered(
              path,
              HttpRequest.newBuilder()
                  .POST(BodyPublishers.ofString(body))
                  .header("Content-Type", "application/json"));
      if (!GatewayTour.isIncomplete(reply)) {
        if (reply.statusCode() / 100 == 2) {
          caller.checker().acked(job, rank, new Position(epoch, below));
        }
        return;
      }
      complete(reply);
    }
  }

  private void complete(HttpResponse<byte[]> refusal) throws InterruptedException {
    try {
      var problem = JSON.readTree(refusal.body());
      next(problem.path("epoch").asInt(), problem.path("n").asInt());
    } catch (IOException noJson) {
      caller.checker().breaks(Promise.REFUSED, Caller.what(refusal.request()) + ": no problem");
    }
  }
}
