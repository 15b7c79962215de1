package dev.sheaf.http.dataport;

import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.http.admission.Doors;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.auth.Guard;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.metrics.Tracing;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Dispatcher;
import dev.sheaf.http.route.RouteProblems;
import dev.sheaf.http.route.Router;
import dev.sheaf.http.route.Router.Match;
import dev.sheaf.policies.access.Grant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Finds the route of a request, and turns whatever happens there into a reply. */
final class PortDispatcher {
  private final Router<DataRoute> router;
  private final HttpMetrics metrics;
  private final Guard guard;
  private final Gate requests;

  PortDispatcher(List<DataRoute> table, HttpMetrics metrics, Dispatcher.Way way) {
    this.router = new Router<>(table);
    this.metrics = metrics;
    this.guard = way.guard();
    this.requests = way.requests();
  }

  /** The reply, or that it comes later; never fails, and never waits. */
  PortReply answer(PortRequest request) {
    var began = System.nanoTime();
    var id = RequestId.of(request.header(RequestId.HEADER));
    var traced = metrics.tracing().begin(id, request::header);
    return named(id, traced, () -> answer(request, began));
  }

  /** The reply says what its request is called, and so does whatever is said of it meanwhile. */
  private static PortReply named(RequestId id, Tracing.Request traced, Callable<PortReply> work) {
    try {
      return switch (traced.call(work)) {
        case PortReply.Later(var rest) -> new PortReply.Later(() -> named(id, traced, rest));
        case PortReply.Document(var status, var type, var headers, var body) -> {
          traced.replied();
          yield new PortReply.Document(status, type, with(headers, id), body);
        }
        case PortReply.Frames frames -> {
          traced.replied();
          yield frames.with(RequestId.HEADER, id.text());
        }
      };
    } catch (Exception never) {
      throw new IllegalStateException("a reply must not fail", never);
    }
  }

  private static Map<String, String> with(Map<String, String> headers, RequestId id) {
    var all = new HashMap<>(headers);
    all.put(RequestId.HEADER, id.text());
    return all;
  }

  private PortReply answer(PortRequest request, long began) {
    Match<DataRoute> match;
    try {
      match = match(request);
    } catch (ProblemException refused) {
      return counted("none", request, refuse(refused.problem(), request), began);
    }
    var route =
        match instanceof Match.Found<DataRoute> found ? found.endpoint().template() : "none";
    return counted(route, request, safely(request, () -> answer(request, match)), began);
  }

  private Match<DataRoute> match(PortRequest request) {
    request
        .refusal()
        .ifPresent(refusal -> {
          throw refusal.exception();
        });
    try {
      return router.match(request.method(), request.segments());
    } catch (IllegalArgumentException malformed) {
      throw Problem.of(ProblemCode.BAD_PARAMETER, "the address is not well-formed").exception();
    }
  }

  private PortReply counted(String route, PortRequest request, PortReply reply, long began) {
    return switch (reply) {
      case PortReply.Later(var work) ->
          new PortReply.Later(() -> counted(route, request, safely(request, work), began));
      case PortReply.Document document -> {
        metrics.request(route, request.method(), document.status(), began);
        yield document;
      }
      case PortReply.Frames frames -> {
        metrics.request(route, request.method(), 200, began);
        yield frames;
      }
    };
  }

  private PortReply safely(PortRequest request, Callable<PortReply> handler) {
    try {
      return handler.call();
    } catch (ProblemException refused) {
      return refuse(refused.problem(), request);
    } catch (Exception | StackOverflowError mistake) {
      var problem = RouteProblems.mistake(mistake, request.path());
      return PortReply.problem(problem, request.path(), Map.of());
    }
  }

  private PortReply answer(PortRequest request, Match<DataRoute> match) throws Exception {
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

  private PortReply handle(PortRequest request, DataRoute route, Map<String, String> names)
      throws Exception {
    var grant =
        guard.admit(route.route(), names, request.header("Authorization"), request.showedItself());
    for (var name : request.queryNames()) {
      if (!route.query().contains(name)) {
        throw RouteProblems.unknownParameter(name, route.query());
      }
    }
    request.named(names);
    var reply = by(grant, Caller.as(grant, () -> route.handler().handle(request)));
    return Doors.isCounted(route.template()) && reply instanceof PortReply.Later(var work)
        ? Caller.as(grant, () -> counted(names, work))
        : reply;
  }

  /** What has to be waited for takes a thread, and a place. */
  private PortReply counted(Map<String, String> names, Callable<PortReply> work) {
    var place = requests.enter(Doors.nameOf(names), 0, Doors.FOR_EVER);
    return new PortReply.Later(() -> {
      try {
        return work.call();
      } finally {
        place.leave(true);
      }
    });
  }

  /** What comes later comes by another thread, for the same caller. */
  private static PortReply by(Grant grant, PortReply reply) {
    return reply instanceof PortReply.Later(var work)
        ? new PortReply.Later(() -> by(grant, Caller.as(grant, work)))
        : reply;
  }

  private PortReply refuse(Problem problem, PortRequest request) {
    if (problem.isCounted()) {
      metrics.rejected(problem.code().code());
    }
    return PortReply.problem(problem, request.path(), problem.headers());
  }
}
