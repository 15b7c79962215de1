package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real node that trains ensembles of a folder's images with real trainers. */
abstract class EnsembleNode {
  private static final String HOME = "sheaf.home";
  private static final long POLL_NANOS = 50_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path folder;

  /** The trainer's jars lie below the project's root, where the launcher would point. */
  @BeforeAll
  static void findTrainer() {
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
  }

  @AfterAll
  static void forgetTrainer() {
    System.clearProperty(HOME);
  }

  SheafNode start(String... more) throws Exception {
    var set = new ArrayList<>(List.of("gpu.slots=2", "cache.memory=32MiB"));
    set.addAll(List.of(more));
    return SheafNode.start(ScratchSettings.of(folder.resolve("state"), set));
  }

  void register(SheafNode node) throws Exception {
    send(
        node,
        "PUT",
        "/v1/datasets/shapes",
        "{\"uri\": \"%s\", \"format\": \"folder\"}"
            .formatted(folder.resolve("images/train").toUri()));
    await(node, "/v1/datasets/shapes", each -> each.path("status").asText().equals("ready"));
  }

  static JsonNode await(SheafNode node, String path, Predicate<JsonNode> wanted) throws Exception {
    while (true) {
      var now = send(node, "GET", path, "");
      if (wanted.test(now)) {
        return now;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  static JsonNode send(SheafNode node, String method, String path, String body) throws Exception {
    var type = body.startsWith("{") ? "application/json" : "application/yaml";
    var request =
        HttpRequest.newBuilder(URI.create("http://" + node.apiAddress() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", type)
            .build();
    var reply = HTTP.send(request, BodyHandlers.ofString());
    assertEquals(2, reply.statusCode() / 100, () -> method + " " + path + ": " + reply.body());
    return JSON.readTree(reply.body());
  }

  static String text(SheafNode node, String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://" + node.apiAddress() + path)).build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }

  static boolean isOver(JsonNode ensemble) {
    return switch (ensemble.path("phase").asText()) {
      case "profiling", "training", "judging" -> false;
      default -> true;
    };
  }
}
