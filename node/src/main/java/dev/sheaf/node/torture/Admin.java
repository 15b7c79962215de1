package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Registers, submits and looks, by whichever gateway answers. */
final class Admin {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long DEADLINE_MILLIS = 10_000;
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long PAUSE_MILLIS = 100;

  private final Caller caller;

  Admin(Caller caller) {
    this.caller = caller;
  }

  /** Registers class folders, and waits until they are indexed. */
  void register(String name, String uri) throws IOException, InterruptedException {
    var body = "{\"uri\": \"%s\", \"format\": \"folder\"}".formatted(uri);
    send("PUT", "/v1/datasets/" + name, body);
    var status = "";
    while (!status.equals("ready")) {
      status = send("GET", "/v1/datasets/" + name, "").path("status").asText();
      if (status.equals("failed")) {
        throw new IOException("dataset " + name + " could not be indexed");
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** Submits a job. */
  void submit(JobOrder job) throws IOException, InterruptedException {
    send("POST", "/v1/jobs", job.body());
  }

  /** Stops a job, which must be known. */
  void stop(String job) throws IOException, InterruptedException {
    send("DELETE", "/v1/jobs/" + job, "");
  }

  /** How far a job says it is. */
  Position state(String job) throws IOException, InterruptedException {
    var state = send("GET", "/v1/jobs/" + job + "/state", "");
    return new Position(state.path("epoch").asInt(), state.path("step").asInt());
  }

  /** How many members a node sees; 0 when it does not answer. */
  int members(Gateways.Gateway gateway) throws InterruptedException {
    return cluster(gateway).path("members").size();
  }

  /** Where the others know the oldest member; it hosts the coordinators of the shards. */
  String oldest() throws IOException, InterruptedException {
    var id = send("GET", "/v1/cluster", "").path("oldest").asText();
    return id.substring(0, Math.max(0, id.indexOf('#')));
  }

  private JsonNode cluster(Gateways.Gateway gateway) throws InterruptedException {
    var request = HttpRequest.newBuilder(gateway.api().resolve("/v1/cluster")).GET();
    try {
      var reply = caller.ask(gateway, request, DEADLINE_MILLIS);
      return reply.isPresent() ? JSON.readTree(reply.get().body()) : MissingNode.getInstance();
    } catch (IOException noJson) {
      return MissingNode.getInstance();
    }
  }

  private JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    var end = System.nanoTime() + GIVE_UP_NANOS;
    for (int i = 0; System.nanoTime() - end < 0; i++) {
      var answer = once(i, method, path, body);
      if (answer.isPresent()) {
        return answer.get();
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    throw new IOException(method + " " + path + ": no node answered in time");
  }

  private Optional<JsonNode> once(int turn, String method, String path, String body)
      throws IOException, InterruptedException {
    var all = caller.gateways().now();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    var to = all.get(turn % all.size());
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(to.api().resolve(path))
            .method(method, publisher)
            .header("Content-Type", "application/json");
    var reply = caller.ask(to, request, DEADLINE_MILLIS);
    if (reply.isEmpty()) {
      return Optional.empty();
    }
    if (reply.get().statusCode() / 100 != 2) {
      throw new IOException(
          "%s %s: %d %s"
              .formatted(
                  method, path, reply.get().statusCode(), new String(reply.get().body(), UTF_8)));
    }
    return Optional.of(JSON.readTree(reply.get().body()));
  }
}
