package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
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
          contract: strict
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
      var voters = new TreeSet<String>();
      trained.at("/leaderboard/members").forEach(each -> voters.add(each.path("name").asText()));
      assertEquals(Set.of("one", "two@1", "two@2"), voters);
      assertEquals(7, trained.at("/members/1/latest/epoch").asInt(), "no cycle is cut short");
      assertTrue(trained.at("/leaderboard/accuracy").asDouble() > 0.15, trained::toString);
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

  private Path anImage() throws Exception {
    try (var files = Files.walk(folder.resolve("images/train"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private static String news(JsonNode ensemble) {
    return ensemble.path("news").toString();
  }
}
