package dev.sheaf.http.route;

import java.util.List;

/** What a request finds by its method and its path. */
public interface Addressed {
  /** GET, HEAD, PUT, POST, PATCH or DELETE. */
  String method();

  /** The path, with names in braces: {@code /v1/jobs/{job}}. */
  String template();

  /** Method and template: {@code GET /v1/jobs/{job}}. */
  default String route() {
    return method() + " " + template();
  }

  /** The query parameters it knows. */
  default List<String> query() {
    return List.of();
  }
}
