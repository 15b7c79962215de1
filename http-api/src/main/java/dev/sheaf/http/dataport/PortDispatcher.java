package dev.sheaf.http.dataport;

import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.RouteProblems;
import dev.sheaf.http.route.Router;
import dev.sheaf.http.route.Router.Match;
import java.util.List;
import java.util.Map;

/** Finds the route of a request, and turns whatever happens there into a reply. */
final class PortDispatcher {
  private final Router<DataRoute> router;
  private final HttpMetrics metrics;

  PortDispatcher(List<DataRoute> table, HttpMetrics metrics) {
    this.router = new Router<>(table);
    this.metrics = metrics;
  }

  /** The reply; never fails. Blocks. */
  PortReply answer(PortRequest request) {
    var began = System.nanoTime();
    var route = "none";
    PortReply reply;
    try {
      var refusal = request.refusal();
      if (refusal.isPresent()) {
        throw refusal.get().exception();
      }
      var match = router.match(request.method(), request.segments());
      route = match instanceof Match.Found<DataRoute> found ? found.endpoint().template() : route;
      reply = answer(request, match);
    } catch (ProblemException refused) {
      reply = refuse(refused.problem(), request);
    } catch (IllegalArgumentException malformed) {
      reply =
          refuse(Problem.of(ProblemCode.BAD_PARAMETER, "the address is not well-formed"), request);
    }
    metrics.request(route, request.method(), reply.status(), began);
    return reply;
  }

  private static PortReply answer(PortRequest request, Match<DataRoute> match) {
    return switch (match) {
      case Match.Found<DataRoute>(var route, var names) -> handle(request, route, names);
      case Match.WrongMethod<DataRoute> wrong ->
          PortReply.problem(
              RouteProblems.wrongMethod(wrong, request.method()),
              request.path(),
              Map.of("Allow", String.join(", ", wrong.allowed())));
      case Match.NoRoute<DataRoute> none ->
          PortReply.problem(RouteProblems.noRoute(none, request.path()), request.path(), Map.of());
    };
  }

  private static PortReply handle(PortRequest request, DataRoute route, Map<String, String> names) {
    for (var unknown : request.queryNames()) {
      throw RouteProblems.unknownParameter(unknown, route.query());
    }
    request.named(names);
    try {
      return route.handler().handle(request);
    } catch (ProblemException refused) {
      throw refused;
    } catch (Exception | StackOverflowError mistake) {
      var problem = RouteProblems.mistake(mistake, request.path());
      return PortReply.problem(problem, request.path(), Map.of());
    }
  }

  private PortReply refuse(Problem problem, PortRequest request) {
    if (problem.code() == ProblemCode.OVERLOADED || problem.code() == ProblemCode.UNAVAILABLE) {
      metrics.rejected(problem.code().code());
    }
    var headers =
        problem.retryAfterSeconds() == 0
            ? Map.<String, String>of()
            : Map.of("Retry-After", Long.toString(problem.retryAfterSeconds()));
    return PortReply.problem(problem, request.path(), headers);
  }
}
