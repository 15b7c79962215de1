package dev.sheaf.lambda.bridge.deploy.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A template as a tree, and the intrinsic functions in it. */
record Template(JsonNode tree) {
  /** What every template may refer to. */
  static final Set<String> PSEUDO_PARAMETERS =
      Set.of(
          "AWS::AccountId",
          "AWS::NoValue",
          "AWS::Partition",
          "AWS::Region",
          "AWS::StackId",
          "AWS::StackName",
          "AWS::URLSuffix");

  /** A call of an intrinsic function, {@code {Ref: X}} or {@code {"Fn::Sub": …}}. */
  record Call(String function, JsonNode argument) {}

  static Template read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Template parse(String yaml) throws IOException {
    return new Template(new YAMLMapper().readTree(yaml));
  }

  /** The call that a value is, if it is one. */
  static Optional<Call> call(JsonNode value) {
    if (!value.isObject() || value.size() != 1) {
      return Optional.empty();
    }
    var name = value.fieldNames().next();
    return name.equals("Ref") || name.startsWith("Fn::")
        ? Optional.of(new Call(name, value.get(name)))
        : Optional.empty();
  }

  Set<Map.Entry<String, JsonNode>> section(String name) {
    return tree.path(name).properties();
  }

  JsonNode parameter(String name) {
    return entry("Parameters", name);
  }

  JsonNode resource(String name) {
    return entry("Resources", name);
  }

  boolean hasCondition(String name) {
    return tree.path("Conditions").has(name);
  }

  private JsonNode entry(String section, String name) {
    var found = tree.path(section).get(name);
    return found == null ? MissingNode.getInstance() : found;
  }

  /** The types of its resources. */
  Set<String> types() {
    var types = new TreeSet<String>();
    section("Resources").forEach(each -> types.add(each.getValue().path("Type").asText()));
    return types;
  }
}
