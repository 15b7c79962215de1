package dev.sheaf.node.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The HTTP API of a node, as a client in another process would use it; calls block. */
public final class NodeApi {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_NANOS = Duration.ofMillis(200).toNanos();
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  /** The API at {@code host:port}. */
  public NodeApi(String address) {
    this.base = URI.create("http://" + address);
  }

  HttpResponse<byte[]> get(String path, String consumer) throws IOException {
    return exchange(HttpRequest.newBuilder().GET().setHeader("Sheaf-Consumer", consumer), path);
  }

  /** What is at {@code path}; fails with the problem's own words when the answer is not 2xx. */
  public JsonNode getJson(String path) throws IOException {
    return json(exchange(HttpRequest.newBuilder().GET(), path), path);
  }

  JsonNode send(String method, String path, JsonNode body) throws IOException {
    var request =
        HttpRequest.newBuilder()
            .method(method, BodyPublishers.ofString(body.toString()))
            .header("Content-Type", "application/json");
    return json(exchange(request, path), path);
  }

  /** Registers a dataset, unless it is there, and waits until it is indexed; gives its view. */
  JsonNode register(String name, String uri) throws IOException {
    var path = "/v1/datasets/" + name;
    if (exchange(HttpRequest.newBuilder().GET(), path).statusCode() == OK) {
      return getJson(path);
    }
    var body = JsonNodeFactory.instance.objectNode().put("uri", uri).put("format", "auto");
    var view = send("PUT", path, body);
    while (view.path("status").asText().equals("indexing")) {
      LockSupport.parkNanos(POLL_NANOS);
      view = getJson(path);
    }
    if (view.path("status").asText().equals("failed")) {
      throw new IOException(words(view.path("problem")));
    }
    return view;
  }

  private static JsonNode json(HttpResponse<byte[]> answer, String path) throws IOException {
    var text = text(answer);
    var tree = JSON.readTree(text.isBlank() ? "{}" : text);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(path + " was answered " + answer.statusCode() + ": " + words(tree));
    }
    return tree;
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String words(JsonNode problem) {
    var hint = problem.path("hint").asText("");
    return problem.path("detail").asText(problem.path("title").asText("no reason given"))
        + (hint.isEmpty() ? "" : " (" + hint + ")");
  }

  private HttpResponse<byte[]> exchange(HttpRequest.Builder request, String path)
      throws IOException {
    try {
      return http.send(
          request.uri(base.resolve(path)).timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
