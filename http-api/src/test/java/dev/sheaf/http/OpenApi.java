package dev.sheaf.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The OpenAPI document, and the part of JSON Schema that it uses. */
final class OpenApi {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;

  OpenApi() {
    try (var in = HttpNode.class.getResourceAsStream("openapi.yaml")) {
      document = new YAMLMapper().readTree(in);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  JsonNode operation(String method, String template) {
    return document.path("paths").path(template).path(method.toLowerCase(java.util.Locale.ROOT));
  }

  /** All operations as {@code GET /path}. */
  Set<String> operations() {
    var found = new TreeSet<String>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(name -> {
                  if (!name.equals("parameters")) {
                    found.add(name.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                  }
                }));
    return found;
  }

  /** The names of an operation's parameters in {@code where}. */
  Set<String> parameters(String method, String template, String where) {
    var names = new TreeSet<String>();
    for (var list : List.of(document.path("paths").path(template), operation(method, template))) {
      for (var parameter : list.path("parameters")) {
        var resolved = resolve(parameter);
        if (resolved.path("in").asText().equals(where)) {
          names.add(resolved.path("name").asText());
        }
      }
    }
    return names;
  }

  /** What is wrong with a reply; empty when the document allows it. */
  List<String> faults(String method, String path, Client.Reply reply) {
    var template = template(path);
    var declared = template.map(t -> operation(method, t)).filter(o -> !o.isMissingNode());
    var response =
        declared
            .map(o -> o.path("responses"))
            .map(r -> r.has("" + reply.status()) ? r.get("" + reply.status()) : r.get("default"))
            .orElseGet(() -> document.at("/components/responses/Problem"));
    return declared.isEmpty() && reply.status() < 400
        ? List.of("no operation " + method + " " + path)
        : contentFaults(resolve(response), reply);
  }

  private Optional<String> template(String path) {
    var plain = path.replaceFirst("\\?.*", "");
    var found = new ArrayList<String>();
    document
        .path("paths")
        .fieldNames()
        .forEachRemaining(t -> {
          if (plain.matches(t.replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+"))) {
            found.add(t);
          }
        });
    return found.stream().findFirst();
  }

  private List<String> contentFaults(JsonNode response, Client.Reply reply) {
    var content = response.path("content");
    if (content.isMissingNode() || content.isEmpty()) {
      return reply.body().length == 0 ? List.of() : List.of("a body where none is declared");
    }
    var type = reply.header("content-type").replaceFirst(";.*", "");
    if (!content.has(type)) {
      return List.of("type " + type + " is not declared for status " + reply.status());
    }
    var faults = new ArrayList<String>();
    if (type.endsWith("json")) {
      check("", read(reply.body()), content.path(type).path("schema"), faults);
    }
    return faults;
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private void check(String at, JsonNode value, JsonNode unresolved, List<String> faults) {
    var schema = resolve(unresolved);
    if (schema.has("type") && !isOf(schema.get("type").asText(), value)) {
      faults.add(at + " must be " + schema.get("type").asText() + " but was " + value);
      return;
    }
    if (schema.has("const") && !schema.get("const").equals(value)) {
      faults.add(at + " must be " + schema.get("const") + " but was " + value);
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      faults.add(at + " must be one of " + schema.get("enum") + " but was " + value);
    }
    checkBounds(at, value, schema, faults);
    checkObject(at, value, schema, faults);
    for (int i = 0; i < value.size() && value.isArray() && schema.has("items"); i++) {
      check(at + "[" + i + "]", value.get(i), schema.get("items"), faults);
    }
  }

  private static void checkBounds(String at, JsonNode value, JsonNode schema, List<String> faults) {
    var least = schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY);
    var most = schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
    if (value.isNumber() && (value.asDouble() < least || value.asDouble() > most)) {
      faults.add(at + " is out of range: " + value);
    }
    var pattern = schema.path("pattern").asText("");
    if (value.isTextual() && !Pattern.compile(pattern).matcher(value.asText()).find()) {
      faults.add(at + " must match " + pattern + " but was " + value);
    }
  }

  private void checkObject(String at, JsonNode value, JsonNode schema, List<String> faults) {
    for (var name : schema.path("required")) {
      if (!value.has(name.asText())) {
        faults.add(at + "." + name.asText() + " is absent");
      }
    }
    var closed =
        schema.has("additionalProperties") && !schema.get("additionalProperties").asBoolean();
    for (var property : value.properties()) {
      var known = schema.path("properties").path(property.getKey());
      if (!known.isMissingNode()) {
        check(at + "." + property.getKey(), property.getValue(), known, faults);
      } else if (closed) {
        faults.add(at + "." + property.getKey() + " is not declared");
      }
    }
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (var item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new AssertionError("the document uses type " + type);
    };
  }
}
