package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sheaf.actors.image.ImageSynthesizer;
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
