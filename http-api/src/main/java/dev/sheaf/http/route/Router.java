package dev.sheaf.http.route;

import dev.sheaf.policies.vocabulary.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the endpoint of a request in a table. */
public final class Router<E extends Addressed> {
  private final List<Row<E>> rows = new ArrayList<>();

  private record Row<E extends Addressed>(E endpoint, List<String> segments) {}

  /** What became of the search. */
  public sealed interface Match<E extends Addressed> {
    /** The endpoint, and what stands in the place of its names. */
    record Found<E extends Addressed>(E endpoint, Map<String, String> path) implements Match<E> {}

    /** The route is there, with other methods. */
    record WrongMethod<E extends Addressed>(List<String> allowed) implements Match<E> {}

    /** No such route; the nearest template, or an empty text. */
    record NoRoute<E extends Addressed>(String nearest) implements Match<E> {}
  }

  /** A router over a table. */
  public Router(List<E> endpoints) {
    endpoints.forEach(endpoint -> rows.add(new Row<>(endpoint, segments(endpoint.template()))));
  }

  private static List<String> segments(String template) {
    return template.equals("/") ? List.of() : List.of(template.substring(1).split("/"));
  }

  /** The table. */
  public List<E> endpoints() {
    return rows.stream().map(Row::endpoint).toList();
  }

  /** The endpoint for a method and the decoded segments of a path. */
  public Match<E> match(String method, List<String> segments) {
    var allowed = new TreeSet<String>();
    for (var row : rows) {
      if (fits(row.segments(), segments)) {
        if (row.endpoint().method().equals(method)) {
          return new Match.Found<>(row.endpoint(), names(row.segments(), segments));
        }
        allowed.add(row.endpoint().method());
      }
    }
    return allowed.isEmpty()
        ? new Match.NoRoute<>(nearest(segments))
        : new Match.WrongMethod<>(List.copyOf(allowed));
  }

  private static boolean fits(List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < template.size(); i++) {
      if (!isName(template.get(i)) && !template.get(i).equals(segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> names(List<String> template, List<String> segments) {
    var names = new HashMap<String, String>();
    for (int i = 0; i < template.size(); i++) {
      if (isName(template.get(i))) {
        names.put(template.get(i).substring(1, template.get(i).length() - 1), segments.get(i));
      }
    }
    return names;
  }

  private static boolean isName(String segment) {
    return segment.startsWith("{");
  }

  private String nearest(List<String> segments) {
    var templates = rows.stream().map(row -> row.endpoint().template()).distinct().toList();
    return NearestName.of("/" + String.join("/", segments), templates).orElse("");
  }
}
