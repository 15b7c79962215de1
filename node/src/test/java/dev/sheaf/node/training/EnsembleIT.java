package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.node.SheafNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An ensemble on a real node, with real trainers, one of which is killed on the way. */
final class EnsembleIT extends EnsembleNode {
  private static final int PER_CLASS = 40;

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
            - {name: two, model: cnn, width: 6, optimizer: adamw, snapshots: 2}
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
      var trained = await(node, "/v1/ensembles/trio", EnsembleNode::isOver);
      assertEquals("trained", trained.path("phase").asText(), trained::toString);
      for (var member : List.of("one", "two")) {
        everySampleOnceAnEpoch(send(node, "GET", "/v1/jobs/trio." + member + "/metrics", ""));
        var ledger = send(node, "GET", "/v1/jobs/trio." + member, "");
        if (!ledger.path("phase").asText().equals("stopped")) {
          assertEquals(0, ledger.path("step").asInt(-1), "its epochs are whole: " + ledger);
        } // Who is stopped by patience may have begun one more while that was decided.
      }
      var shared = send(node, "GET", "/v1/jobs/trio.shared/metrics", "");
      assertTrue(shared.path("delivered").asInt() > 0, "some was prepared for both: " + shared);
      var voters = new TreeSet<String>();
      trained.at("/leaderboard/members").forEach(each -> voters.add(each.path("name").asText()));
      assertEquals(Set.of("one", "two@1", "two@2"), voters);
      assertEquals(7, trained.at("/members/1/latest/epoch").asInt(), "no cycle is cut short");
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
      membersAreModels(node, asked);
      aFileOfWeightsIsReadThroughTheCache(node, asked);
      itIsCounted(node);
    }
  }

  private static void itIsCounted(SheafNode node) throws Exception {
    var shown = text(node, "/metrics");
    for (var moved :
        List.of(
            "sheaf_trainers_started_total ",
            "sheaf_decodes_total ",
            "sheaf_model_openings_total{tier=\"gpu\"} ",
            "sheaf_model_used_bytes{tier=\"gpu\"} ",
            "sheaf_models_open ")) {
      var value = shown.lines().filter(line -> line.startsWith(moved)).findFirst().orElseThrow();
      assertTrue(Double.parseDouble(value.substring(moved.length())) > 0, value);
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

  /** Whichever of them were prepared for both, and whatever was killed: what is counted may lag. */
  private static void everySampleOnceAnEpoch(JsonNode job) {
    assertEquals(0, job.path("duplicates").asInt(), job::toString);
    assertEquals(0, job.path("missing").asInt(), job::toString);
  }

  private Path anImage() throws Exception {
    try (var files = Files.walk(folder.resolve("images/train"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private static String news(JsonNode ensemble) {
    return ensemble.path("news").toString();
  }
}
