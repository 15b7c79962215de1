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
          contract: substitute
          bagging: true
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
      for (var member : List.of("one", "two")) {
        everySampleOnceAnEpoch(send(node, "GET", "/v1/jobs/trio." + member + "/metrics", ""));
      }
      var shared = send(node, "GET", "/v1/jobs/trio.shared/metrics", "");
      assertTrue(shared.path("delivered").asInt() > 0, "some was prepared for both: " + shared);
      assertEquals(2, trained.at("/leaderboard/members").size());
      // What so few images teach in an order that depends on the cache is nothing to hold it to.
      assertTrue(trained.at("/leaderboard/accuracy").isNumber(), trained::toString);
      var image = Files.readAllBytes(anImage());
      var asked = "{\"images\": [\"%s\"]}".formatted(Base64.getEncoder().encodeToString(image));
      var predicted = send(node, "POST", "/v1/models/trio/predict", asked);
      var sum = 0.0;
      for (var each : predicted.at("/predictions/0/probabilities")) {
        sum += each.asDouble();
      }
      assertEquals(1, sum, 1e-4, predicted::toString);
    }
  }

  /** Whichever of them were prepared for both, and whatever was killed. */
  private static void everySampleOnceAnEpoch(JsonNode job) {
    assertEquals(0, job.path("duplicates").asInt(), job::toString);
    assertEquals(0, job.path("missing").asInt(), job::toString);
    assertEquals(1, job.path("coverage").asDouble(), 1e-9, job::toString);
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
