package dev.sheaf.http.route;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;

/** A part of the address space whose paths are names of things, not routes of a table. */
public interface Subtree {
  /** Whether a target, path and query as they were sent, is below it. */
  boolean has(String target);

  /** The answer to a request below it; never fails, runs on a virtual thread and may block. */
  Answered answer(HttpRequest request, String target, Connection connection);

  /**
   * An answer.
   *
   * @param route what was asked, for metrics: a template, not a name
   */
  record Answered(String route, HttpResponse reply) {}
}
