package dev.sheaf.lambda.bridge.deploy.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds what is wrong with a template; each finding names its place. */
final class TemplateCheck {
  private static final Set<String> SECTIONS =
      Set.of(
          "AWSTemplateFormatVersion",
          "Description",
          "Parameters",
          "Conditions",
          "Resources",
          "Outputs");

  private static final Set<String> RESOURCE_KEYS =
      Set.of("Type", "Properties", "Condition", "DependsOn", "DeletionPolicy");

  private final Template template;
  private final SpecificationSlice specification;
  private final List<String> findings = new ArrayList<>();
  private final References references;
  private final ValueTypes values;

  private TemplateCheck(Template template, SpecificationSlice specification) {
    this.template = template;
    this.specification = specification;
    this.references = new References(template, specification, findings::add);
    this.values = new ValueTypes(template, specification, references, findings::add);
  }

  /** What is wrong; nothing when the list is empty. */
  static List<String> findings(Template template, SpecificationSlice specification) {
    var check = new TemplateCheck(template, specification);
    check.all();
    return check.findings;
  }

  private void all() {
    template.tree().fieldNames().forEachRemaining(each -> known(each, SECTIONS, "the template"));
    template.section("Parameters").forEach(each -> parameter(each.getKey(), each.getValue()));
    template
        .section("Conditions")
        .forEach(each -> references.condition("Conditions/" + each.getKey(), each.getValue()));
    template.section("Resources").forEach(each -> resource(each.getKey(), each.getValue()));
    template.section("Outputs").forEach(each -> output(each.getKey(), each.getValue()));
    findings.addAll(references.unused());
    findings.addAll(references.circles());
  }

  private void known(String name, Set<String> names, String where) {
    if (!names.contains(name)) {
      findings.add("%s: unknown key %s".formatted(where, name));
    }
  }

  private void parameter(String name, JsonNode parameter) {
    var where = "Parameters/" + name;
    var type = parameter.path("Type").asText();
    if (!Set.of("String", "Number", "CommaDelimitedList").contains(type)) {
      findings.add("%s: unknown parameter type %s".formatted(where, type));
    }
    if (parameter.has("Default")) {
      ParameterRule.of(parameter)
          .complaint(parameter.get("Default").asText())
          .ifPresent(words -> findings.add("%s: Default %s".formatted(where, words)));
    }
  }

  private void resource(String name, JsonNode resource) {
    var where = "Resources/" + name;
    resource.fieldNames().forEachRemaining(each -> known(each, RESOURCE_KEYS, where));
    var holding = references.guard(where, resource);
    var type = resource.path("Type").asText();
    var known = specification.resource(type);
    if (known.isEmpty()) {
      findings.add("%s: unknown type %s".formatted(where, type));
      return;
    }
    for (var other : resource.path("DependsOn")) {
      if (template.resource(other.asText()).isMissingNode()) {
        findings.add("%s: DependsOn names no resource: %s".formatted(where, other.asText()));
      }
    }
    var at = new Place(name, where, holding);
    values.properties(at, resource.path("Properties"), known.get().path("properties"));
  }

  private void output(String name, JsonNode output) {
    var where = "Outputs/" + name;
    output
        .fieldNames()
        .forEachRemaining(
            each -> known(each, Set.of("Description", "Value", "Condition", "Export"), where));
    if (!output.has("Value")) {
      findings.add(where + ": Value is missing");
      return;
    }
    var at = new Place("", where, references.guard(where, output));
    values.value(at.below("Value"), output.get("Value"), ValueTypes.STRING);
  }

  /**
   * Where a value stands.
   *
   * @param resource whose it is; empty for an output
   * @param path for people
   * @param holding conditions that are true here
   */
  record Place(String resource, String path, Set<String> holding) {
    Place below(String name) {
      return new Place(resource, path + "/" + name, holding);
    }

    Place where(String condition) {
      var more = new TreeSet<>(holding);
      more.add(condition);
      return new Place(resource, path, more);
    }
  }
}
