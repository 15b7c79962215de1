package dev.sheaf.http.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads and writes JSON; reading refuses duplicate keys and whatever follows the object. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  /** An empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An empty array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** A value of plain types, lists, maps and records as a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The bytes of a tree. */
  public static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Reads one object; anything else is a problem {@code malformed-json} that says where. */
  public static ObjectNode read(byte[] body) {
    try {
      return MAPPER.readTree(body) instanceof ObjectNode object ? object : refuse("no object");
    } catch (JsonProcessingException malformed) {
      var at = malformed.getLocation();
      var where =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      return refuse(malformed.getOriginalMessage() + where);
    } catch (IOException noText) {
      // The first bytes say UTF-16 or UTF-32, and the others are none.
      return refuse(String.valueOf(noText.getMessage()));
    }
  }

  private static ObjectNode refuse(String why) {
    throw Problem.of(ProblemCode.MALFORMED_JSON, "the body must be one JSON object, but: " + why)
        .exception();
  }
}
