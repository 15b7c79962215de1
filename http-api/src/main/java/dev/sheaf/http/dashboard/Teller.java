package dev.sheaf.http.dashboard;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells one reader everything first, and afterwards what has changed since it was told last. */
final class Teller {
  private @Nullable ObjectNode told;
  private long events;

  /** The event that tells {@code now}; nothing when the reader knows it. */
  ByteString tell(ObjectNode now) {
    var before = told;
    told = now;
    if (now.equals(before)) {
      return ByteString.emptyByteString();
    }
    return before == null
        ? event("snapshot", now)
        : event("change", MergePatch.between(before, now));
  }

  private ByteString event(String type, ObjectNode data) {
    var text = new String(Json.bytes(data), StandardCharsets.UTF_8);
    return ByteString.fromString("event: %s\nid: %d\ndata: %s\n\n".formatted(type, events++, text));
  }
}
