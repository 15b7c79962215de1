package dev.sheaf.node.torture;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;

import dev.sheaf.node.fuzz.Mutations;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A client that gets everything wrong: requests that were right before they were changed. Whatever
 * it sends, no answer may be 5xx, apart from a wish to come again.
 *
 * <p>What it names are jobs that nobody trains, so that it harms nobody where it is understood.
 */
final class Mischief {
  private static final long DEADLINE_MILLIS = 5_000;
  private static final long BETWEEN_MILLIS = 50;
  private static final String BATCH = "/v1/jobs/probe-0/epochs/0/ranks/0/batches/0";
  private static final String JOB =
      """
      {"name": "mischief", "dataset": "files", "contract": "strict", "batchSize": 4, "epochs": 1,\
       "ranks": 1, "seed": 5, "tail": "even", "onMissing": "skip", "maxMissing": 3}\
      """;
  private static final String STATE =
      """
      {"state": {"job": "probe-1", "epoch": 0, "step": 0, "seed": 5, "contract": "strict",\
       "datasetVersion": "ab", "generation": 1}, "ranks": 1, "attempt": "a"}\
      """;
  private static final String ENSEMBLE =
      """
      name: trio
      dataset: files
      contract: substitute
      epochs: 1
      batchSize: 8
      members:
        - {name: narrow, model: cnn, width: 16, optimizer: sgd, learningRate: 0.05}
      preprocess: {share: auto, ops: [decode, "crop 32 pad 4", flip, normalize]}
      stop: {patience: 3}
      """;

  /** Something that a client may send. */
  private record Shape(String method, String path, String type, String body) {}

  private static final List<Shape> GOOD =
      List.of(
          new Shape("GET", BATCH + "?generation=1&consumed=0:0", "", ""),
          new Shape("GET", BATCH + "?generation=1&as=locations", "", ""),
          new Shape("GET", "/v1/jobs?limit=10&cursor=cHJvYmUtMA", "", ""),
          new Shape("GET", "/v1/datasets?limit=10&cursor=ZmlsZXM", "", ""),
          new Shape("GET", "/v1/jobs/probe-0/trace?epoch=0&from=0", "", ""),
          new Shape("GET", "/s3/files/ant/00000.jpg", "", ""),
          new Shape("GET", "/s3/files?list-type=2&max-keys=10&prefix=ant", "", ""),
          new Shape("POST", "/v1/jobs", "application/json", JOB),
          new Shape("POST", "/v1/jobs/probe-1/resume", "application/json", STATE),
          new Shape(
              "POST",
              "/v1/jobs/probe-2/epochs/0/ranks/0/consumed",
              "application/json",
              "{\"below\": 0, \"generation\": 1}"),
          new Shape(
              "POST",
              "/v1/jobs/probe-3/losses",
              "application/json",
              "{\"epoch\": 0, \"ids\": [1, 2], \"losses\": [0.5, 1.5]}"),
          new Shape("PATCH", "/v1/jobs/probe-3", "application/json", "{\"priority\": 1}"),
          new Shape(
              "PUT",
              "/v1/datasets/nowhere",
              "application/json",
              "{\"uri\": \"file:///nowhere\", \"format\": \"folder\"}"),
          new Shape("POST", "/v1/ensembles", "application/yaml", ENSEMBLE));

  private final Caller caller;
  private final long seed;
  private volatile boolean over;

  Mischief(Caller caller, long seed) {
    this.caller = caller;
    this.seed = seed;
  }

  void end() {
    over = true;
  }

  /** Sends one after the other until it is told to end. */
  void run() {
    try {
      for (long i = 0; !over; i++) {
        send(i);
        TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the {@code number}th, where it can be sent at all. */
  void send(long number) throws InterruptedException {
    var sound = caller.gateways().sound();
    if (!sound.isEmpty()) {
      var to = sound.get((int) (number % sound.size()));
      var request = request(to.api(), draw(seed, number));
      if (request.isPresent()) {
        caller.tally().badInput();
        caller.ask(to, request.get(), DEADLINE_MILLIS);
      }
    }
  }

  /** An address of this node and no other, however its path was changed. */
  private static URI at(URI api, String path) {
    var address = URI.create(api + (path.startsWith("/") ? path : "/" + path));
    if (!api.getAuthority().equals(address.getAuthority())) {
      throw new IllegalArgumentException(address + " is elsewhere");
    }
    return address;
  }

  /** A changed request; empty when it cannot even be sent. */
  private static Optional<HttpRequest.Builder> request(URI api, long chance) {
    var good = GOOD.get((int) below(draw(chance, 0), GOOD.size()));
    var path = good.body().isEmpty() ? Mutations.of(good.path(), draw(chance, 1)) : good.path();
    var body = good.body().isEmpty() ? "" : Mutations.of(good.body(), draw(chance, 2));
    try {
      var builder =
          HttpRequest.newBuilder(at(api, path))
              .method(good.method(), BodyPublishers.ofString(body, StandardCharsets.UTF_8));
      return Optional.of(
          good.type().isEmpty() ? builder : builder.header("Content-Type", good.type()));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }
}
