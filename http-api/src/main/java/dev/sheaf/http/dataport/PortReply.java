package dev.sheaf.http.dataport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.batch.BatchWishes;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.route.Replies;
import dev.sheaf.wire.batch.BatchHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** What the data port answers. */
sealed interface PortReply {
  /** A reply for which something has to be waited. */
  record Later(Callable<PortReply> reply) implements PortReply {}

  /** A body that is there already. */
  record Document(int status, String type, Map<String, String> headers, Body body)
      implements PortReply {}

  /**
   * Frames, and the header that announces them; who writes them closes them.
   *
   * @param headers beside those that each reply has
   * @param place given up when the frames are written or nobody reads them any more
   * @param ended told what was served, at that time
   */
  record Frames(
      BatchHeader header,
      SampleStream stream,
      BatchWishes wishes,
      Map<String, String> headers,
      Gate.Place place,
      Consumer<SampleStream> ended)
      implements PortReply {
    /** These frames, with a further header. */
    Frames with(String name, String value) {
      var all = new HashMap<>(headers);
      all.put(name, value);
      return new Frames(header, stream, wishes, all, place, ended);
    }
  }

  /** Bytes that nobody changes. */
  @SuppressWarnings("ArrayRecordComponent")
  record Body(byte[] bytes) {}

  static PortReply json(int status, JsonNode body) {
    return bytes(status, "application/json", Json.bytes(body));
  }

  static PortReply bytes(int status, String type, byte[] body) {
    return new Document(status, type, Map.of(), new Body(body));
  }

  /** A problem as it happened at {@code path}. */
  static PortReply problem(Problem problem, String path, Map<String, String> headers) {
    var body = new Body(Json.bytes(Replies.document(problem, path)));
    return new Document(problem.code().status(), "application/problem+json", headers, body);
  }
}
