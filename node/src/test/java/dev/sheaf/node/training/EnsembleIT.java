package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble on a real node, with real trainers, one of which is killed on the way. */
final class EnsembleIT {
  private static final String HOME = "sheaf.home";
  private static final int PER_CLASS = 40;
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

  @Test
  @Timeout(180)
  void anEnsembleSurvivesItsTrainersAndItsNodeAndThenPredicts() throws Exception {
    new ImageSynthesizer(21).write(folder.resolve("images"), PER_CLASS, 1);
    try (var node = start()) {
      register(node);
      send(
          node,
          "POST",
          "/v1/ensembles",
          """
          name: trio
          dataset: shapes
          contract: strict
          epochs: 8
          batchSize: 16
          seed: 3
          validation: 0.25
          members:
            - {name: one, model: cnn, width: 4}
            - {name: two, model: cnn, width: 6, optimizer: adamw}
          stop: {patience: 2}
          """);
      var running =
          await(node, "/v1/ensembles/trio", each -> each.at("/members/0/latest/epoch").isNumber());
      var pid = running.at("/members/0/progress/pid").asLong();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      await(
          node, "/v1/ensembles/trio", each -> news(each).contains("one: its trainer was replaced"));
    }
    try (var node = start()) {
      var trained =
          await(
              node,
              "/v1/ensembles/trio",
              each ->
                  !each.path("phase").asText().equals("training")
                      && !each.path("phase").asText().equals("judging"));
      assertEquals("trained", trained.path("phase").asText(), trained::toString);
      assertEquals(2, trained.at("/leaderboard/members").size());
      assertTrue(trained.at("/leaderboard/accuracy").asDouble() > 0.15, trained::toString);
      var image = Files.readAllBytes(anImage());
      var asked = "{\"images\": [\"%s\"]}".formatted(Base64.getEncoder().encodeToString(image));
      var predicted = send(node, "POST", "/v1/models/trio/predict", asked);
      var sum = 0.0;
      for (var each : predicted.at("/predictions/0/probabilities")) {
        sum += each.asDouble();
      }
      assertEquals(1, sum, 1e-4, predicted::toString);
      membersAreModels(node, asked);
      aFileOfWeightsIsReadThroughTheCache(node, asked);
    }
  }

  /** A checkpoint that two models name is stored once, and is one process. */
  private static void membersAreModels(SheafNode node, String asked) throws Exception {
    var first = send(node, "GET", "/v1/models", "").at("/models/0");
    assertEquals("trio.one", first.path("name").asText());
    assertEquals("device", first.path("tier").asText());
    var kept =
        send(
            node,
            "POST",
            "/v1/models",
            "{\"name\": \"kept\", \"ensemble\": \"trio\", \"member\": \"one\"}");
    assertEquals("device", kept.path("tier").asText());
    assertEquals(kept.at("/pages/count"), kept.at("/pages/shared"));
    assertEquals(
        send(node, "POST", "/v1/models/trio.one/predict", asked).path("predictions"),
        send(node, "POST", "/v1/models/kept/predict", asked).path("predictions"));
  }

  private void aFileOfWeightsIsReadThroughTheCache(SheafNode node, String asked) throws Exception {
    var weights = folder.resolve("images/one.weights");
    Files.copy(folder.resolve("state/ensembles/trio/one.best"), weights);
    var read = node.storage().originBytes();
    var classes = send(node, "GET", "/v1/models/kept", "").at("/model/classes").asInt();
    var wish =
        """
        {"name": "file", "uri": "%s", "dataset": "shapes",
         "model": {"width": 4, "classes": %d, "side": 32, "batch": 16}}
        """
            .formatted(weights.toUri(), classes);
    var registered = send(node, "POST", "/v1/models", wish);
    assertEquals(
        "device", registered.path("tier").asText(), "its weights and use are those of one");
    var size = Files.size(weights);
    assertEquals(2 * size, node.storage().originBytes() - read, "indexed, and read into the cache");
    send(node, "DELETE", "/v1/models/file", "");
    send(node, "POST", "/v1/models", wish);
    assertEquals(
        3 * size, node.storage().originBytes() - read, "the cache has it, so it was indexed only");
    send(node, "DELETE", "/v1/models/kept", "");
    assertEquals(
        send(node, "POST", "/v1/models/trio.one/predict", asked).path("predictions"),
        send(node, "POST", "/v1/models/file/predict", asked).path("predictions"));
    var lease = send(node, "POST", "/v1/models/file/leases", "{\"seconds\": 30}").path("lease");
    assertEquals(1, send(node, "GET", "/v1/models/file", "").path("references").asInt());
    send(node, "DELETE", "/v1/models/file/leases/" + lease.asText(), "");
    assertEquals(0, send(node, "GET", "/v1/models/file", "").path("references").asInt());
  }

  private Path anImage() throws Exception {
    try (var files = Files.walk(folder.resolve("images/train"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private static String news(JsonNode ensemble) {
    return ensemble.path("news").toString();
  }

  private SheafNode start() throws Exception {
    var set =
        List.of(
            "state=" + folder.resolve("state"),
            "http.port=0",
            "data.port=0",
            "cluster.port=0",
            "gpu.slots=2",
            "cache.memory=32MiB");
    return SheafNode.start(SettingsReader.read(SettingsSources.read(null, Map.of(), set)));
  }

  private void register(SheafNode node) throws Exception {
    send(
        node,
        "PUT",
        "/v1/datasets/shapes",
        "{\"uri\": \"%s\", \"format\": \"folder\"}"
            .formatted(folder.resolve("images/train").toUri()));
    await(node, "/v1/datasets/shapes", each -> each.path("status").asText().equals("ready"));
  }

  private static JsonNode await(SheafNode node, String path, Predicate<JsonNode> wanted)
      throws Exception {
    while (true) {
      var now = send(node, "GET", path, "");
      if (wanted.test(now)) {
        return now;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static JsonNode send(SheafNode node, String method, String path, String body)
      throws Exception {
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
}
