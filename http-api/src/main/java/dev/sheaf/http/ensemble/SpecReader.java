package dev.sheaf.http.ensemble;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a YAML or JSON document into a tree that knows its lines.
 *
 * <p>Only plain data is made of it: no tag names a class. Aliases are refused, so nothing can grow
 * or refer to itself. <i>Limits:</i> {@value #MOST_NODES} parts, {@value #MOST_DEPTH} deep.
 */
final class SpecReader {
  private static final int MOST_NODES = 4096;
  private static final int MOST_DEPTH = 12;
  private static final JsonFactory JSON = new JsonFactory();
  private static final YAMLFactory YAML = new YAMLFactory();

  private final JsonParser parser;
  private int nodes;

  private SpecReader(JsonParser parser) {
    this.parser = parser;
  }

  /** The mapping that the document is; a problem that names the line when it is none. */
  static SpecNode.Mapping read(byte[] body, boolean yaml) {
    try (var parser = yaml ? YAML.createParser(body) : JSON.createParser(body)) {
      var reader = new SpecReader(parser);
      var first = parser.nextToken();
      if (first == null) {
        throw malformed(1, "it is empty");
      }
      if (!(reader.node(first, 0) instanceof SpecNode.Mapping mapping)) {
        throw malformed(1, "it must be a mapping such as 'name: my-ensemble'");
      }
      if (parser.nextToken() != null) {
        throw malformed(reader.line(), "there must be one document, but another follows");
      }
      return mapping;
    } catch (JsonProcessingException broken) {
      var at = broken.getLocation();
      throw malformed(at == null ? 1 : at.getLineNr(), firstLine(broken.getOriginalMessage()));
    } catch (IOException noText) {
      // The first bytes say UTF-16 or UTF-32, and the others are none.
      throw malformed(1, firstLine(noText.getMessage()));
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "it cannot be read" : message.lines().findFirst().orElse("");
  }

  private SpecNode node(JsonToken token, int depth) throws IOException {
    if (++nodes > MOST_NODES || depth > MOST_DEPTH) {
      throw malformed(
          line(), "it must have at most %d parts, %d deep".formatted(MOST_NODES, MOST_DEPTH));
    }
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw malformed(line(), "aliases (*name) are not followed: write out what is meant");
    }
    return switch (token) {
      case START_OBJECT -> mapping(depth);
      case START_ARRAY -> items(depth);
      default -> new SpecNode.Leaf(line(), value(token));
    };
  }

  private SpecNode.Mapping mapping(int depth) throws IOException {
    var begins = line();
    var fields = new LinkedHashMap<String, SpecNode>();
    var lines = new LinkedHashMap<String, Integer>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var key = parser.currentName();
      var keyLine = line();
      if (lines.putIfAbsent(key, keyLine) != null) {
        throw malformed(
            keyLine, "%s is there twice, first on line %d".formatted(key, lines.get(key)));
      }
      fields.put(key, node(parser.nextToken(), depth + 1));
    }
    return new SpecNode.Mapping(begins, fields, lines);
  }

  private SpecNode.Items items(int depth) throws IOException {
    var begins = line();
    var items = new ArrayList<SpecNode>();
    for (var token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token, depth + 1));
    }
    return new SpecNode.Items(begins, items);
  }

  private JsonNode value(JsonToken token) throws IOException {
    var make = JsonNodeFactory.instance;
    return switch (token) {
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? make.numberNode(parser.getBigIntegerValue())
              : make.numberNode(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> make.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> make.booleanNode(true);
      case VALUE_FALSE -> make.booleanNode(false);
      case VALUE_NULL -> make.nullNode();
      default -> make.textNode(parser.getText());
    };
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private static RuntimeException malformed(int line, String why) {
    return Problem.of(ProblemCode.MALFORMED_SPEC, "line " + line + ": " + why)
        .with("line", line)
        .exception();
  }
}
