package dev.sheaf.node.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members that go wrong while they train are told of by line and name, with what went wrong. */
final class BadMembersIT extends EnsembleNode {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @Test
  @Timeout(120)
  void commandsThatEndHangOrPrintWithoutEndAreNamedWithTheirLine() throws Exception {
    var reason = "commands are not tested: there is no " + PYTHON;
    if (!Files.isExecutable(PYTHON)) {
      System.out.println(reason);
    }
    assumeTrue(Files.isExecutable(PYTHON), reason);
    new ImageSynthesizer(5).write(folder.resolve("images"), 8, 1);
    var quits = script("quits.py", "print('no such flag'); raise SystemExit(1)");
    var hangs = script("hangs.py", "import time; time.sleep(1000)");
    var prints = script("prints.py", "while True: print('x' * 65536)");
    try (var node =
        start(
            "gpu.slots=3",
            "gpu.python=" + PYTHON,
            "gpu.patience=2s",
            "gpu.commands=[\"python3 %s\", \"python3 %s\", \"python3 %s\"]"
                .formatted(quits, hangs, prints))) {
      register(node);
      send(
          node,
          "POST",
          "/v1/ensembles",
          """
          name: bad
          dataset: shapes
          epochs: 1
          members:
            - {name: quits, command: [python3, "%s"]}
            - {name: hangs, command: [python3, "%s"]}
            - name: prints
              command: [python3, "%s"]
          """
              .formatted(quits, hangs, prints));
      var over = await(node, "/v1/ensembles/bad", EnsembleNode::isOver);
      assertEquals("failed", over.path("phase").asText(), over::toString);
      var told =
          List.of(
              "line 5, member quits: the trainer of quits is gone: the trainer did not start: it"
                  + " ended with status 1 before it came in; it said last: no such flag",
              "line 6, member hangs: the trainer of hangs is gone: the trainer did not start: it"
                  + " did not come up within 2 s (sheaf.gpu.patience)",
              "line 7, member prints: the trainer of prints is gone: the trainer did not start: it"
                  + " did not come up within 2 s (sheaf.gpu.patience); it said last: xxx");
      for (int i = 0; i < told.size(); i++) {
        var member = over.at("/members/" + i + "/reason").asText();
        assertTrue(member.startsWith(told.get(i)), member);
        assertTrue(member.length() < 2_300, () -> "" + member.length());
        assertTrue(over.path("reason").asText().contains(told.get(i)), over::toString);
        assertTrue(
            news(over).contains(told.get(i).replaceFirst(": ", " is given up: ")), news(over));
      }
    }
  }

  @Test
  @Timeout(120)
  void aLossThatIsNoNumberIsNamedWithTheLineOfItsMember() throws Exception {
    new ImageSynthesizer(6).write(folder.resolve("images"), 8, 1);
    try (var node = start()) {
      register(node);
      send(
          node,
          "POST",
          "/v1/ensembles",
          """
          name: wild
          dataset: shapes
          epochs: 4
          batchSize: 8
          validation: 0.25
          members:
            - {name: calm, model: cnn, width: 4}
            - {name: wild, model: cnn, width: 4, learningRate: 100, weightDecay: 0.99, schedule: constant}
          """);
      var over = await(node, "/v1/ensembles/wild", EnsembleNode::isOver);
      assertEquals("trained", over.path("phase").asText(), over::toString);
      var reason = over.at("/members/1/reason").asText();
      assertTrue(
          reason.startsWith(
              "line 8, member wild: the trainer of wild gave up: loss must be finite but was "),
          reason);
      assertTrue(reason.endsWith("; a lower learningRate may help"), reason);
      assertEquals("dropped", over.at("/members/1/status").asText());
      assertEquals("trained all epochs", over.at("/members/0/reason").asText());
    }
  }

  private static String news(JsonNode ensemble) {
    return ensemble.path("news").findValuesAsText("text").toString();
  }

  private Path script(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }
}
