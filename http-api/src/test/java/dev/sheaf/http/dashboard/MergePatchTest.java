package dev.sheaf.http.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Patches of trees, applied as RFC 7396 says. */
final class MergePatchTest {
  @Test
  void aPatchSaysWhatChangedAndWhatIsGone() {
    var from = tree("{\"a\": {\"b\": 1, \"c\": 2}, \"d\": [1], \"e\": \"x\"}");
    var to = tree("{\"a\": {\"b\": 1, \"c\": 3}, \"d\": [1, 2], \"f\": {}}");
    assertEquals(
        tree("{\"a\": {\"c\": 3}, \"d\": [1, 2], \"e\": null, \"f\": {}}"),
        MergePatch.between(from, to));
  }

  @Test
  void theSameTreeNeedsNoPatch() {
    var tree = tree("{\"a\": {\"b\": [1, {\"c\": 2}]}}");
    assertEquals(Json.object(), MergePatch.between(tree, tree.deepCopy()));
  }

  @Test
  void aPatchLeadsFromAnyTreeToAnyOther() {
    for (int seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var from = grow(random, 3);
      var to = grow(random, 3);
      assertEquals(to, apply(from.deepCopy(), MergePatch.between(from, to)), "seed " + seed);
    }
  }

  private static ObjectNode grow(Random random, int depth) {
    var tree = Json.object();
    for (int i = random.nextInt(5); i > 0; i--) {
      var name = "n" + random.nextInt(6);
      switch (depth == 0 ? random.nextInt(2) : random.nextInt(4)) {
        case 0 -> tree.put(name, random.nextInt(3));
        case 1 -> tree.putArray(name).add(random.nextInt(3)).add("x");
        default -> tree.set(name, grow(random, depth - 1));
      }
    }
    return tree;
  }

  /** The algorithm of RFC 7396, section 2, for trees whose root is an object. */
  private static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    for (var property : patch.properties()) {
      JsonNode value = property.getValue();
      if (value.isNull()) {
        target.remove(property.getKey());
      } else if (value instanceof ObjectNode inner) {
        var under = target.get(property.getKey()) instanceof ObjectNode is ? is : Json.object();
        target.set(property.getKey(), apply(under, inner));
      } else {
        target.set(property.getKey(), value);
      }
    }
    return target;
  }

  private static ObjectNode tree(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
