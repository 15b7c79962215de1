package dev.sheaf.http.route;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Router.Match;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The problems of requests that find no route, or whose route fails; the same on every port. */
public final class RouteProblems {
  private static final Logger LOG = LoggerFactory.getLogger(RouteProblems.class);

  private RouteProblems() {}

  /** The route has other methods than {@code method}. */
  public static Problem wrongMethod(Match.WrongMethod<?> wrong, String method) {
    return Problem.of(
        ProblemCode.METHOD_NOT_ALLOWED,
        "the method must be one of " + String.join(", ", wrong.allowed()) + " but was " + method);
  }

  /** There is no route {@code path}. */
  public static Problem noRoute(Match.NoRoute<?> none, String path) {
    var problem = Problem.of(ProblemCode.UNKNOWN_ROUTE, "there is no route " + path);
    return none.nearest().isEmpty()
        ? problem
        : problem.hint("Did you mean " + none.nearest() + "? See /openapi.yaml for all routes.");
  }

  /** A query parameter that the route does not know. */
  public static ProblemException unknownParameter(String name, List<String> known) {
    return Problem.of(
            ProblemCode.BAD_PARAMETER,
            "the query has the unknown parameter " + name + "." + Problem.didYouMean(name, known))
        .with("known", known)
        .exception();
  }

  /** The node's own mistake; the log has it under the incident that the problem names. */
  public static Problem mistake(Throwable mistake, String path) {
    var incident = UUID.randomUUID().toString();
    LOG.error("incident {} at {}", incident, path, mistake);
    return Problem.of(ProblemCode.INTERNAL, "the node made a mistake: incident " + incident);
  }
}
