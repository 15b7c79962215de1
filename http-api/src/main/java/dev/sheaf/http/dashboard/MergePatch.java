package dev.sheaf.http.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;

/**
 * What leads from one tree to another, as a JSON merge patch.
 *
 * <p><i>Source</i>: RFC 7396. Arrays are replaced whole; null removes, so no tree may hold one.
 */
final class MergePatch {
  private MergePatch() {}

  /** The patch; an empty object when both are the same. */
  static ObjectNode between(ObjectNode from, ObjectNode to) {
    var patch = Json.object();
    from.fieldNames()
        .forEachRemaining(name -> {
          if (!to.has(name)) {
            patch.putNull(name);
          }
        });
    for (var property : to.properties()) {
      var was = from.get(property.getKey());
      var is = property.getValue();
      if (was instanceof ObjectNode before && is instanceof ObjectNode after) {
        var inner = between(before, after);
        if (!inner.isEmpty()) {
          patch.set(property.getKey(), inner);
        }
      } else if (!is.equals(was)) {
        patch.set(property.getKey(), is);
      }
    }
    return patch;
  }
}
