package dev.sheaf.lambda.bridge.deploy.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.lambda.bridge.deploy.template.TemplateCheck.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Holds values against the types that the specification gives their properties. */
final class ValueTypes {
  static final JsonNode STRING = JsonNodeFactory.instance.objectNode().put("type", "string");

  private final Template template;
  private final SpecificationSlice specification;
  private final References references;
  private final Consumer<String> found;

  ValueTypes(
      Template template,
      SpecificationSlice specification,
      References references,
      Consumer<String> found) {
    this.template = template;
    this.specification = specification;
    this.references = references;
    this.found = found;
  }

  /** An object whose properties are known. */
  void properties(Place at, JsonNode value, JsonNode known) {
    for (var each : known.properties()) {
      if (each.getValue().path("required").asBoolean() && !value.has(each.getKey())) {
        found.accept("%s: %s is missing".formatted(at.path(), each.getKey()));
      }
    }
    for (var each : value.properties()) {
      var property = known.get(each.getKey());
      if (property == null) {
        found.accept("%s: unknown property %s".formatted(at.path(), each.getKey()));
      } else {
        value(at.below(each.getKey()), each.getValue(), property.path("type"));
      }
    }
  }

  /** A value of a type. */
  void value(Place at, JsonNode value, JsonNode type) {
    var call = Template.call(value);
    if (call.isPresent()) {
      call(at, call.get(), type);
      return;
    }
    switch (type.path("type").asText()) {
      case "string", "date-time" -> literal(at, value, type, value.isTextual());
      case "integer" -> literal(at, value, type, value.isIntegralNumber());
      case "number" -> literal(at, value, type, value.isNumber());
      case "boolean" -> literal(at, value, type, value.isBoolean());
      case "array" -> each(at, value, type, value.isArray());
      case "map" -> each(at, value, type, value.isObject());
      case "ref" -> {
        if (isObject(at, value)) {
          properties(at, value, specification.definition(type.path("name").asText()));
        }
      }
      case "tag" -> {
        if (isObject(at, value) && !(value.has("Key") && value.has("Value"))) {
          found.accept(at.path() + ": a tag has Key and Value");
        }
      }
      case "union" -> union(at, value, type);
      case "json" -> {
        if (isObject(at, value)) {
          references.within(at, value);
        }
      }
      default -> found.accept("%s: type %s is not known here".formatted(at.path(), type));
    }
  }

  private boolean isObject(Place at, JsonNode value) {
    if (!value.isObject()) {
      wrong(at, value, "an object");
    }
    return value.isObject();
  }

  private void wrong(Place at, JsonNode value, String expected) {
    found.accept("%s: must be %s but was %s".formatted(at.path(), expected, value));
  }

  private void literal(Place at, JsonNode value, JsonNode type, boolean fits) {
    if (!fits) {
      wrong(at, value, "a " + type.path("type").asText());
      return;
    }
    allowed(at, List.of(value.asText()), type);
  }

  private void allowed(Place at, List<String> values, JsonNode type) {
    if (!type.has("allowedValues")) {
      return;
    }
    var allowed = new ArrayList<String>();
    type.get("allowedValues").forEach(each -> allowed.add(each.asText()));
    values.stream()
        .filter(each -> !allowed.contains(each))
        .forEach(each -> found.accept("%s: %s is none of %s".formatted(at.path(), each, allowed)));
  }

  private void each(Place at, JsonNode value, JsonNode type, boolean fits) {
    if (!fits) {
      wrong(at, value, "a" + (type.path("type").asText().equals("map") ? " map" : "n array"));
      return;
    }
    var element = type.path("element");
    if (value.isObject()) {
      value.properties().forEach(one -> value(at.below(one.getKey()), one.getValue(), element));
    } else {
      for (var i = 0; i < value.size(); i++) {
        value(at.below(String.valueOf(i)), value.get(i), element);
      }
    }
  }

  /** One of the types has to fit; the findings are those of the first one that could. */
  private void union(Place at, JsonNode value, JsonNode type) {
    for (var each : type.path("types")) {
      if (fits(value, each)) {
        value(at, value, each);
        return;
      }
    }
    wrong(at, value, "one of " + type.path("types"));
  }

  private static boolean fits(JsonNode value, JsonNode type) {
    return switch (type.path("type").asText()) {
      case "string" -> value.isTextual();
      case "array" -> value.isArray();
      case "boolean" -> value.isBoolean();
      case "integer", "number" -> value.isNumber();
      default -> value.isObject();
    };
  }

  private void call(Place at, Template.Call call, JsonNode type) {
    switch (call.function()) {
      case "Fn::If" -> branches(at, call.argument(), type);
      case "Ref" -> {
        references.ref(at, call.argument());
        parameter(at, template.parameter(call.argument().asText()), type);
      }
      case "Fn::GetAtt" -> {
        var attribute = references.attribute(at, call.argument());
        attribute.ifPresent(is -> same(at, is.path("type").asText(), type));
      }
      case "Fn::Sub" -> {
        references.sub(at, call.argument());
        same(at, "string", type);
      }
      default -> found.accept("%s: %s is not known here".formatted(at.path(), call.function()));
    }
  }

  private void branches(Place at, JsonNode argument, JsonNode type) {
    if (!argument.isArray() || argument.size() != 3) {
      found.accept(at.path() + ": Fn::If takes a condition and two values");
      return;
    }
    var condition = argument.get(0).asText();
    references.conditionNamed(at.path(), condition);
    value(at.below("If").where(condition), argument.get(1), type);
    value(at.below("Else"), argument.get(2), type);
  }

  /** A parameter has the type that is wanted, and only values that are allowed. */
  private void parameter(Place at, JsonNode parameter, JsonNode type) {
    if (parameter.isMissingNode()) {
      return;
    }
    var is =
        switch (parameter.path("Type").asText()) {
          case "Number" -> "number";
          case "CommaDelimitedList" -> "array";
          default -> "string";
        };
    same(at, is, type);
    allowed(at, ParameterRule.of(parameter).allowed(), type);
  }

  /** Texts and numbers pass for one another when CloudFormation fills them in. */
  private void same(Place at, String is, JsonNode type) {
    var wanted = type.path("type").asText();
    var fits =
        switch (wanted) {
          case "union", "json", "date-time" -> true;
          case "integer", "number" -> is.equals("number") || is.equals("integer");
          case "string" -> !is.equals("array");
          default -> is.equals(wanted);
        };
    if (!fits) {
      found.accept("%s: must be a %s but refers to a %s".formatted(at.path(), wanted, is));
    }
  }
}
