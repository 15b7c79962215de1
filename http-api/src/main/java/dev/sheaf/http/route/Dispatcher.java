package dev.sheaf.http.route;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.IllegalUriException;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Router.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests: each on a virtual thread of its own, and each with an answer. */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final ActorSystem<?> system;
  private final Router router;
  private final HttpMetrics metrics;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

  /** A dispatcher over a table of endpoints. */
  public Dispatcher(ActorSystem<?> system, List<Endpoint> endpoints, HttpMetrics metrics) {
    this.system = system;
    this.router = new Router(endpoints);
    this.metrics = metrics;
  }

  /** The answer to {@code request}; never fails. */
  public CompletionStage<HttpResponse> dispatch(HttpRequest request, Connection connection) {
    return CompletableFuture.supplyAsync(() -> answer(request, connection), threads);
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return router.endpoints();
  }

  private HttpResponse answer(HttpRequest request, Connection connection) {
    var began = System.nanoTime();
    var match = router.match(request.method().name(), segments(request));
    var reply = answer(request, connection, match);
    if (!request.entity().isStrict()) {
      request.discardEntityBytes(system);
    }
    var route = match instanceof Match.Found found ? found.endpoint().template() : "none";
    metrics.request(route, request.method().name(), reply.status().intValue(), began);
    return reply;
  }

  private HttpResponse answer(HttpRequest request, Connection connection, Match match) {
    var instance = request.getUri().path();
    try {
      return switch (match) {
        case Match.Found found -> handle(request, connection, found);
        case Match.WrongMethod wrong -> wrongMethod(request, wrong, instance);
        case Match.NoRoute none -> Replies.problem(noRoute(none, instance), instance);
      };
    } catch (ProblemException refused) {
      return refuse(refused.problem(), instance);
    } catch (IllegalUriException malformed) {
      return refuse(
          Problem.of(ProblemCode.BAD_PARAMETER, "the query is not well-formed"), instance);
    } catch (Exception | StackOverflowError mistake) {
      return mistake(mistake, instance);
    }
  }

  private HttpResponse handle(HttpRequest request, Connection connection, Match.Found found)
      throws Exception {
    for (var name : request.getUri().query().toMap().keySet()) {
      if (!found.endpoint().query().contains(name)) {
        throw unknownParameter(name, found.endpoint().query());
      }
    }
    return found.endpoint().handler().handle(new Exchange(system, request, connection, found));
  }

  private static ProblemException unknownParameter(String name, List<String> known) {
    return Problem.of(
            ProblemCode.BAD_PARAMETER,
            "the query has the unknown parameter " + name + "." + Problem.didYouMean(name, known))
        .with("known", known)
        .exception();
  }

  private HttpResponse refuse(Problem problem, String instance) {
    if (problem.code() == ProblemCode.OVERLOADED || problem.code() == ProblemCode.UNAVAILABLE) {
      metrics.rejected(problem.code().code());
    }
    return Replies.problem(problem, instance);
  }

  private static HttpResponse mistake(Throwable mistake, String instance) {
    var incident = UUID.randomUUID().toString();
    LOG.error("incident {} at {}", incident, instance, mistake);
    var problem = Problem.of(ProblemCode.INTERNAL, "the node made a mistake: incident " + incident);
    return Replies.problem(problem, instance);
  }

  private static HttpResponse wrongMethod(
      HttpRequest request, Match.WrongMethod wrong, String instance) {
    var allowed = String.join(", ", wrong.allowed());
    var problem =
        Problem.of(
            ProblemCode.METHOD_NOT_ALLOWED,
            "the method must be one of " + allowed + " but was " + request.method().name());
    return Replies.with(Replies.problem(problem, instance), "Allow", allowed);
  }

  private static Problem noRoute(Match.NoRoute none, String instance) {
    var problem = Problem.of(ProblemCode.UNKNOWN_ROUTE, "there is no route " + instance);
    return none.nearest().isEmpty()
        ? problem
        : problem.hint("Did you mean " + none.nearest() + "? See /openapi.yaml for all routes.");
  }

  private static List<String> segments(HttpRequest request) {
    var segments = new ArrayList<String>();
    request.getUri().pathSegments().forEach(segments::add);
    return segments;
  }
}
