package dev.sheaf.lambda.bridge.deploy.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What values a parameter takes. */
record ParameterRule(JsonNode parameter) {
  static ParameterRule of(JsonNode parameter) {
    return new ParameterRule(parameter);
  }

  /** The values that it may have, if it names them. */
  List<String> allowed() {
    var values = new ArrayList<String>();
    parameter.path("AllowedValues").forEach(each -> values.add(each.asText()));
    return values;
  }

  /** Why it does not take a value; empty when it does. */
  Optional<String> complaint(String value) {
    if (parameter.has("AllowedPattern")
        && !value.matches(parameter.get("AllowedPattern").asText())) {
      return Optional.of(value + " does not match AllowedPattern");
    }
    if (!allowed().isEmpty() && !allowed().contains(value)) {
      return Optional.of(value + " is not in AllowedValues");
    }
    return parameter.path("Type").asText().equals("Number") ? number(value) : Optional.empty();
  }

  private Optional<String> number(String value) {
    try {
      var number = new BigDecimal(value);
      if (parameter.has("MinValue") && number.compareTo(bound("MinValue")) < 0) {
        return Optional.of(value + " is below MinValue");
      }
      if (parameter.has("MaxValue") && number.compareTo(bound("MaxValue")) > 0) {
        return Optional.of(value + " is above MaxValue");
      }
      return Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.of(value + " is no number");
    }
  }

  private BigDecimal bound(String name) {
    return new BigDecimal(parameter.get(name).asText());
  }
}
