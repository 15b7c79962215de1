package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** The API of one node, for a test that expects every call to succeed. */
record Api(URI root) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Registers a folder of images, and waits until it is indexed. */
  void register(String name, Path images) throws IOException, InterruptedException {
    register(name, images, "folder");
  }

  /** Registers a folder in this format, and waits until it is indexed. */
  void register(String name, Path samples, String format) throws IOException, InterruptedException {
    var body = "{\"uri\": \"%s\", \"format\": \"%s\"}".formatted(samples.toUri(), format);
    send("PUT", "/v1/datasets/" + name, body);
    awaitReady(name);
  }

  /** Indexes a registered folder of images again, and waits for its new version. */
  void refresh(String name, Path images) throws IOException, InterruptedException {
    var body = "{\"uri\": \"%s\", \"format\": \"folder\"}".formatted(images.toUri());
    send("PUT", "/v1/datasets/" + name + "?refresh=true", body);
    awaitReady(name);
  }

  private void awaitReady(String name) throws IOException, InterruptedException {
    for (var status = "indexing"; !status.equals("ready"); ) {
      status = get("/v1/datasets/" + name).path("status").asText();
      assertNotEquals("failed", status);
      LockSupport.parkNanos(1_000_000);
    }
  }

  void submit(String job, String dataset, String contract, int epochs)
      throws IOException, InterruptedException {
    var body =
        """
        {"name": "%s", "dataset": "%s", "contract": "%s", "batchSize": 16, "epochs": %d, "seed": 5}
        """
            .formatted(job, dataset, contract, epochs);
    send("POST", "/v1/jobs", body);
  }

  void post(String path, String body) throws IOException, InterruptedException {
    send("POST", path, body);
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send("GET", path, ""));
  }

  /** The value of a metric without labels. */
  double metric(String name) throws IOException, InterruptedException {
    return send("GET", "/metrics", "")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no metric " + name));
  }

  private String send(String method, String path, String body)
      throws IOException, InterruptedException {
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var reply =
        HTTP.send(
            HttpRequest.newBuilder(root.resolve(path))
                .method(method, publisher)
                .header("Content-Type", "application/json")
                .build(),
            BodyHandlers.ofString());
    assertEquals(2, reply.statusCode() / 100, () -> method + " " + path + ": " + reply.body());
    return reply.body();
  }
}
