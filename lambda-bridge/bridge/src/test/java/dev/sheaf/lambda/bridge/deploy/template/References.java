package dev.sheaf.lambda.bridge.deploy.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.lambda.bridge.deploy.template.TemplateCheck.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Follows references: each leads to something that is there whenever the one that refers to it is.
 */
final class References {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  private final Template template;
  private final SpecificationSlice specification;
  private final Consumer<String> found;
  private final Set<String> used = new TreeSet<>();
  private final Map<String, Set<String>> needs = new TreeMap<>();

  References(Template template, SpecificationSlice specification, Consumer<String> found) {
    this.template = template;
    this.specification = specification;
    this.found = found;
  }

  /** The condition under which a resource or an output is there. */
  Set<String> guard(String path, JsonNode owner) {
    if (!owner.has("Condition")) {
      return Set.of();
    }
    var condition = owner.get("Condition").asText();
    conditionNamed(path, condition);
    return Set.of(condition);
  }

  void conditionNamed(String path, String condition) {
    used.add(condition);
    if (!template.hasCondition(condition)) {
      found.accept("%s: there is no condition %s".formatted(path, condition));
    }
  }

  /** The rule of a condition. */
  void condition(String path, JsonNode rule) {
    if (rule.isArray()) {
      rule.forEach(each -> condition(path, each));
    } else if (rule.isObject()) {
      for (var each : rule.properties()) {
        switch (each.getKey()) {
          case "Condition" -> conditionNamed(path, each.getValue().asText());
          case "Ref" -> ref(new Place("", path, Set.of()), each.getValue());
          case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" -> condition(path, each.getValue());
          default -> found.accept("%s: %s is no condition".formatted(path, each.getKey()));
        }
      }
    }
  }

  /** All calls below a value of any form. */
  void within(Place at, JsonNode value) {
    var call = Template.call(value);
    if (call.isPresent()) {
      var argument = call.get().argument();
      switch (call.get().function()) {
        case "Ref" -> ref(at, argument);
        case "Fn::GetAtt" -> attribute(at, argument);
        case "Fn::Sub" -> sub(at, argument);
        case "Fn::If" -> {
          conditionNamed(at.path(), argument.path(0).asText());
          within(at.where(argument.path(0).asText()), argument.path(1));
          within(at, argument.path(2));
        }
        default ->
            found.accept("%s: %s is not known here".formatted(at.path(), call.get().function()));
      }
      return;
    }
    if (value.isObject()) {
      value.properties().forEach(each -> within(at.below(each.getKey()), each.getValue()));
    }
    if (value.isArray()) {
      value.forEach(each -> within(at, each));
    }
  }

  /** A parameter, a pseudo parameter or a resource. */
  void ref(Place at, JsonNode argument) {
    var name = argument.asText();
    used.add(name);
    if (Template.PSEUDO_PARAMETERS.contains(name) || !template.parameter(name).isMissingNode()) {
      return;
    }
    if (template.resource(name).isMissingNode()) {
      found.accept("%s: there is no parameter or resource %s".formatted(at.path(), name));
    } else {
      needed(at, name);
    }
  }

  /** The type of an attribute, when there is such. */
  Optional<JsonNode> attribute(Place at, JsonNode argument) {
    var text = argument.asText();
    var dot = text.indexOf('.');
    if (!argument.isArray() && dot < 1) {
      found.accept(at.path() + ": Fn::GetAtt takes a resource and an attribute");
      return Optional.empty();
    }
    var resource = argument.isArray() ? argument.path(0).asText() : text.substring(0, dot);
    var name = argument.isArray() ? argument.path(1).asText() : text.substring(dot + 1);
    return attribute(at, resource, name);
  }

  private Optional<JsonNode> attribute(Place at, String resource, String name) {
    var is = template.resource(resource);
    if (is.isMissingNode()) {
      found.accept("%s: there is no resource %s".formatted(at.path(), resource));
      return Optional.empty();
    }
    needed(at, resource);
    var type = is.path("Type").asText();
    var known = specification.resource(type).map(each -> each.path("attributes").path(name));
    if (known.isEmpty() || known.get().isMissingNode()) {
      found.accept("%s: a %s has no attribute %s".formatted(at.path(), type, name));
      return Optional.empty();
    }
    return known;
  }

  /** The variables of a text. */
  void sub(Place at, JsonNode argument) {
    var text = argument.isArray() ? argument.path(0).asText() : argument.asText();
    var own = argument.isArray() ? argument.path(1) : argument;
    var matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      var name = matcher.group(1);
      var dot = name.indexOf('.');
      if (own.isObject() && own.has(name)) {
        within(at, own.get(name));
      } else if (dot > 0) {
        attribute(at, name.substring(0, dot), name.substring(dot + 1));
      } else {
        ref(at, com.fasterxml.jackson.databind.node.TextNode.valueOf(name));
      }
    }
  }

  private void needed(Place at, String resource) {
    used.add(resource);
    if (!at.resource().isEmpty()) {
      needs.computeIfAbsent(at.resource(), each -> new TreeSet<>()).add(resource);
    }
    var condition = template.resource(resource).path("Condition").asText();
    if (!condition.isEmpty() && !at.holding().contains(condition)) {
      found.accept(
          "%s: %s is there only when %s is true".formatted(at.path(), resource, condition));
    }
  }

  /** Parameters and conditions that nothing refers to. */
  List<String> unused() {
    var lonely = new ArrayList<String>();
    for (var section : List.of("Parameters", "Conditions")) {
      for (var each : template.section(section)) {
        if (!used.contains(each.getKey())) {
          lonely.add("%s/%s: is not used".formatted(section, each.getKey()));
        }
      }
    }
    return lonely;
  }

  /** Resources that wait for one another. */
  List<String> circles() {
    var circles = new ArrayList<String>();
    for (var start : needs.keySet()) {
      if (reaches(start, start, new TreeSet<>())) {
        circles.add("Resources/%s: needs itself".formatted(start));
      }
    }
    return circles;
  }

  private boolean reaches(String from, String goal, Set<String> seen) {
    for (var next : needs.getOrDefault(from, Set.of())) {
      if (next.equals(goal) || (seen.add(next) && reaches(next, goal, seen))) {
        return true;
      }
    }
    return false;
  }
}
