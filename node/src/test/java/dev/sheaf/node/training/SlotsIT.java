package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two ensembles want the one slot of a real node, with real trainers. */
final class SlotsIT extends EnsembleNode {
  private static final int EPOCHS = 8;

  @Test
  @Timeout(180)
  void theSlotGoesToTheHigherPriorityAndBackAndNothingOfTheLowerIsTrainedTwice() throws Exception {
    new ImageSynthesizer(22).write(folder.resolve("images"), 30, 1);
    try (var node = start("gpu.slots=1")) {
      register(node);
      send(node, "POST", "/v1/ensembles", ensemble("low", 0, EPOCHS));
      var before =
          await(node, "/v1/ensembles/low", each -> each.at("/members/0/progress/step").asInt() > 0);
      var pid = before.at("/members/0/progress/pid").asLong();
      var generation = send(node, "GET", "/v1/jobs/low.one", "").path("generation").asInt();
      var asked = System.nanoTime();
      send(node, "POST", "/v1/ensembles", ensemble("high", 5, 2));
      var paused =
          await(
              node,
              "/v1/ensembles/low",
              each -> each.at("/members/0/status").asText().equals("paused"));
      System.out.printf(
          "paused %.0f ms after the other ensemble was sent%n", (System.nanoTime() - asked) / 1e6);
      assertEquals(0, paused.path("slots").asInt());
      var high = await(node, "/v1/ensembles/high", EnsembleNode::isOver);
      assertEquals("trained", high.path("phase").asText(), high::toString);
      assertNotEquals("trained", send(node, "GET", "/v1/ensembles/low", "").path("phase").asText());
      var again =
          await(
              node,
              "/v1/ensembles/low",
              each -> each.at("/members/0/status").asText().equals("training"));
      assertEquals(pid, again.at("/members/0/progress/pid").asLong(), "its process had its state");
      var low = await(node, "/v1/ensembles/low", EnsembleNode::isOver);
      assertEquals("trained", low.path("phase").asText(), low::toString);
      assertEquals(0, low.at("/members/0/failures").asInt());
      var job = send(node, "GET", "/v1/jobs/low.one/metrics", "");
      assertEquals(0, job.path("duplicates").asInt(), job::toString);
      assertEquals(0, job.path("missing").asInt(), job::toString);
      var ledger = send(node, "GET", "/v1/jobs/low.one", "");
      assertEquals(EPOCHS, ledger.path("epoch").asInt(), ledger::toString);
      assertEquals(0, ledger.path("step").asInt(-1), ledger::toString);
      assertEquals(generation, ledger.path("generation").asInt(), "nothing was resumed");
    }
  }

  @Test
  @Timeout(180)
  void aMemberOfTwoSlotsHasThemBothAndNobodyTrainsBesideIt() throws Exception {
    new ImageSynthesizer(23).write(folder.resolve("images"), 20, 1);
    try (var node = start("gpu.slots=2")) {
      register(node);
      send(
          node,
          "POST",
          "/v1/ensembles",
          ensemble("large", 0, 12) + "  - {name: two, model: cnn, width: 4, slots: 2}\n");
      var seen = new TreeSet<String>();
      var over =
          await(
              node,
              "/v1/ensembles/large",
              each -> {
                seen.add(look(each));
                return isOver(each);
              });
      assertEquals("trained", over.path("phase").asText(), over::toString);
      assertEquals(2, over.at("/leaderboard/members").size(), over::toString);
      assertTrue(seen.contains("two has 2"), seen::toString);
      assertTrue(seen.contains("one has 1"), seen::toString);
    }
  }

  /** Which trainer runs, and how many slots it was told of. */
  private static String look(JsonNode ensemble) {
    var running = new ArrayList<String>();
    for (var member : ensemble.path("members")) {
      var pid = member.at("/progress/pid").asLong();
      var environment = Path.of("/proc", Long.toString(pid), "environ");
      try {
        for (var variable : Files.readString(environment).split("\0", -1)) {
          if (variable.startsWith("SHEAF_SLOTS=")) {
            running.add(member.path("name").asText() + " has " + variable.substring(12));
          }
        }
      } catch (IOException ended) {
        // Between the status and this look.
      }
    }
    return String.join(", ", running);
  }

  private static String ensemble(String name, int priority, int epochs) {
    return """
    name: %s
    dataset: shapes
    contract: strict
    epochs: %d
    batchSize: 16
    seed: 3
    validation: 0.25
    priority: %d
    members:
      - {name: one, model: cnn, width: 4}
    """
        .formatted(name, epochs, priority);
  }
}
