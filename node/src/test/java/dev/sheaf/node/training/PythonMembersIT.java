package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node trains a member by its Python trainer and one by the script of the guide. */
final class PythonMembersIT {
  private static final String HOME = "sheaf.home";
  private static final String PYTHON =
      System.getenv().getOrDefault("SHEAF_PYTHON", "/usr/bin/python3");
  private static final int PER_CLASS = 12;
  private static final long POLL_NANOS = 50_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path folder;

  /** The trainers lie below the project's root, where the launcher would point. */
  @BeforeAll
  static void findTrainers() throws Exception {
    var there = false;
    try {
      var asked = new ProcessBuilder(PYTHON, "-c", "import torch").start();
      there = asked.waitFor() == 0;
    } catch (IOException noPython) {
      // Which is said below.
    }
    var reason = "members in Python are not tested: %s has no torch".formatted(PYTHON);
    if (!there) {
      System.out.println(reason);
    }
    assumeTrue(there, reason);
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
  }

  @AfterAll
  static void forgetTrainers() {
    System.clearProperty(HOME);
  }

  @Test
  @Timeout(180)
  void membersInPythonAreTrainedAndPredictAndOthersAreRefusedByLine() throws Exception {
    new ImageSynthesizer(21).write(folder.resolve("images"), PER_CLASS, 1);
    var script = folder.resolve("train.py");
    Files.writeString(script, guide());
    try (var node = start(script)) {
      register(node);
      var unnamed = spec(script).replace("\"]}", "\", \"--as-root\"]}");
      var refused = send(node, "POST", "/v1/ensembles?dryRun=true", unnamed);
      assertEquals(422, refused.statusCode(), refused.body());
      assertTrue(
          refused
              .body()
              .contains("line 9, member mine: command must be one that sheaf.gpu.commands allows"),
          refused.body());

      ok(send(node, "POST", "/v1/ensembles", spec(script)));
      var trained =
          await(node, "/v1/ensembles/snakes", each -> !isGoing(each.path("phase").asText()));
      assertEquals("trained", trained.path("phase").asText(), trained::toString);
      assertEquals("python", trained.at("/members/0/engine").asText());
      assertEquals("python3 " + script, trained.at("/members/1/command").asText());
      assertEquals(2, trained.at("/leaderboard/members").size());

      var image = Base64.getEncoder().encodeToString(Files.readAllBytes(anImage()));
      var asked = "{\"images\": [\"%s\"]}".formatted(image);
      var predicted = ok(send(node, "POST", "/v1/models/snakes/predict", asked));
      var sum = 0.0;
      for (var each : predicted.at("/predictions/0/probabilities")) {
        sum += each.asDouble();
      }
      assertEquals(1, sum, 1e-4, predicted::toString);
    }
  }

  private static boolean isGoing(String phase) {
    return List.of("profiling", "training", "judging").contains(phase);
  }

  private static String spec(Path script) {
    return """
    name: snakes
    dataset: shapes
    epochs: 2
    batchSize: 8
    seed: 3
    validation: 0.25
    members:
      - {name: built-in, model: cnn, width: 4, engine: python}
      - {name: mine, command: ["python3", "%s"]}
    """
        .formatted(script);
  }

  /** The first complete script in Python of the guide to ensembles. */
  private static String guide() throws IOException {
    var text = Files.readString(Path.of("..", "docs", "ensembles.md"));
    var found = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(text);
    assertTrue(found.find(), "the guide has a script");
    return found.group(1);
  }

  private Path anImage() throws IOException {
    try (var files = Files.walk(folder.resolve("images/train"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private SheafNode start(Path script) throws Exception {
    var set =
        List.of(
            "gpu.slots=2",
            "gpu.python=" + PYTHON,
            "gpu.commands=[\"python3 " + script + "\"]",
            "cache.memory=32MiB");
    return SheafNode.start(ScratchSettings.of(folder.resolve("state"), set));
  }

  private void register(SheafNode node) throws Exception {
    var uri = folder.resolve("images/train").toUri();
    var body = "{\"uri\": \"%s\", \"format\": \"folder\"}".formatted(uri);
    ok(send(node, "PUT", "/v1/datasets/shapes", body));
    await(node, "/v1/datasets/shapes", each -> each.path("status").asText().equals("ready"));
  }

  private static JsonNode await(SheafNode node, String path, Predicate<JsonNode> wanted)
      throws Exception {
    while (true) {
      var now = ok(send(node, "GET", path, ""));
      if (wanted.test(now)) {
        return now;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static JsonNode ok(HttpResponse<String> reply) throws IOException {
    assertEquals(2, reply.statusCode() / 100, reply.body());
    return JSON.readTree(reply.body());
  }

  private static HttpResponse<String> send(SheafNode node, String method, String path, String body)
      throws Exception {
    var type = body.startsWith("{") ? "application/json" : "application/yaml";
    var request =
        HttpRequest.newBuilder(URI.create("http://" + node.apiAddress() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", type)
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }
}
