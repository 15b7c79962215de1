package dev.sheaf.node.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.sharding.bootstrap.NodeSystem;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What earlier versions wrote into journals and sent to other nodes is read by this one, and what
 * this one writes they can read: {@code src/test/resources/golden/messages} has a file for each
 * family, a line for each value as it was written.
 *
 * <p>A line is never changed or deleted. A new message, or a new leaf of what a message holds, gets
 * lines by {@code -Dsheaf.golden=write}.
 */
final class GoldenMessagesTest {
  private static final List<Class<?>> TYPES = GoldenLines.types();
  private static ActorSystem<Void> system;
  private static GoldenLines lines;

  @BeforeAll
  static void open() throws IOException {
    var config =
        ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(ConfigFactory.parseResources(NodeSystem.class, "node.conf"));
    system = ActorSystem.create(Behaviors.empty(), "golden", ConfigFactory.load(config));
    lines = new GoldenLines(system);
    if (GoldenLines.WRITE) {
      lines.addWhatLacks(TYPES);
    }
  }

  @AfterAll
  static void close() {
    system.terminate();
  }

  @TestFactory
  Stream<DynamicTest> everyMessageHasALineForEachFormItTakes() {
    return TYPES.stream()
        .map(type ->
            DynamicTest.dynamicTest(
                type.getName(),
                () ->
                    assertEquals(
                        List.of(),
                        lines.lacking(type).stream().map(GoldenLines.Line::toString).toList(),
                        "no golden line: run this test with -Dsheaf.golden=write")));
  }

  @TestFactory
  Stream<DynamicTest> whatWasWrittenIsReadAndNothingOfItIsLost() {
    return lines.all().stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line.manifest(),
                () -> assertEquals("", lost(line.value(), lines.rewritten(line), ""))));
  }

  /** A node of an older version passes over what it does not know. */
  @TestFactory
  Stream<DynamicTest> aFieldThatNobodyKnowsYetIsPassedOver() {
    return lines.all().stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line.manifest(),
                () -> {
                  var newer = line.with(withStranger(line.value()));
                  assertEquals(lines.rewritten(line), lines.rewritten(newer));
                }));
  }

  @Test
  void aFieldThatIsLostIsFound() throws IOException {
    var tree = GoldenLines.JSON.readTree("{\"a\": 1, \"b\": [{\"c\": 2}]}");
    assertEquals(
        "", lost(tree, GoldenLines.JSON.readTree("{\"a\":1,\"b\":[{\"c\":2,\"d\":0}]}"), ""));
    assertEquals(".b[0].c", lost(tree, GoldenLines.JSON.readTree("{\"a\":1,\"b\":[{}]}"), ""));
    assertEquals(".a", lost(tree, GoldenLines.JSON.readTree("{\"a\":2,\"b\":[{\"c\":2}]}"), ""));
    assertTrue(lines.all().size() >= TYPES.size());
  }

  /** The first place where a value was and is not, or is another; new fields are no loss. */
  private static String lost(JsonNode was, JsonNode is, String at) {
    if (was instanceof ObjectNode before && is instanceof ObjectNode after) {
      for (var field : before.properties()) {
        var there = after.get(field.getKey());
        var where = at + "." + field.getKey();
        var lost = there == null ? where : lost(field.getValue(), there, where);
        if (!lost.isEmpty()) {
          return lost;
        }
      }
      return "";
    }
    if (was instanceof ArrayNode before && is instanceof ArrayNode after) {
      for (int i = 0; i < before.size() && before.size() == after.size(); i++) {
        var lost = lost(before.get(i), after.get(i), at + "[" + i + "]");
        if (!lost.isEmpty()) {
          return lost;
        }
      }
      return before.size() == after.size() ? "" : at;
    }
    return was.equals(is) ? "" : at;
  }

  /** The same with a field more in each object that has a type or is the whole. */
  private static JsonNode withStranger(JsonNode value) {
    var copy = value.deepCopy();
    if (copy instanceof ObjectNode whole) {
      whole.put("aFieldOfTheNextVersion", 1);
      for (var node : whole.findParents("@type")) {
        ((ObjectNode) node).put("aFieldOfTheNextVersion", 1);
      }
    }
    return copy;
  }
}
