package dev.sheaf.node.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Every route by its tag, as the API's description has it. */
final class RoutesPage {
  private static final List<String> METHODS =
      List.of("get", "head", "put", "post", "patch", "delete");

  private RoutesPage() {}

  static String of(JsonNode api) {
    var page =
        new Markdown(
            "Routes",
            "Made from the API's description by `./sheaf reference`; bodies, parameters and"
                + " answers in full are in that description, `GET /openapi.yaml` of any node."
                + " Problems: [problems](problems.md).");
    var tags = new LinkedHashMap<String, List<List<String>>>();
    api.path("tags").forEach(tag -> tags.put(tag.path("name").asText(), new ArrayList<>()));
    api.path("paths")
        .properties()
        .forEach(path -> {
          for (var method : METHODS) {
            var operation = path.getValue().path(method);
            if (!operation.isMissingNode()) {
              tags.computeIfAbsent(
                      operation.at("/tags/0").asText("other"), tag -> new ArrayList<>())
                  .add(row(method, path.getKey(), operation));
            }
          }
        });
    tags.forEach((tag, rows) -> page.section(tag).table(List.of("", "route", "does"), rows));
    return page.toString();
  }

  private static List<String> row(String method, String path, JsonNode operation) {
    return List.of(
        method.toUpperCase(Locale.ROOT), Markdown.code(path), operation.path("summary").asText());
  }
}
