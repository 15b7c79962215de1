package dev.sheaf.http.route;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.IllegalUriException;
import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.http.admission.Doors;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.auth.Guard;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Router.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Answers requests: each on a virtual thread of its own, and each with an answer. */
public final class Dispatcher {
  /** A deadline; what is none is for the routes to refuse that look at it themselves. */
  private static final Predicate<String> MILLIS = Pattern.compile("\\d{1,9}").asMatchPredicate();

  private final ActorSystem<?> system;
  private final Router<Endpoint> router;
  private final Subtree subtree;
  private final HttpMetrics metrics;
  private final Guard guard;
  private final Gate requests;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

  /** What a request passes on its way to the table: who asks, and whether there is room. */
  public record Way(Guard guard, Gate requests) {}

  /**
   * A dispatcher over a table of endpoints, and a part of the addresses that has none.
   *
   * @param way of requests to the table; the other part has a guard of its own
   */
  public Dispatcher(
      ActorSystem<?> system,
      List<Endpoint> endpoints,
      Subtree subtree,
      HttpMetrics metrics,
      Way way) {
    this.system = system;
    this.router = new Router<>(endpoints);
    this.subtree = subtree;
    this.metrics = metrics;
    this.guard = way.guard();
    this.requests = way.requests();
  }

  /** The answer to {@code request}; never fails. */
  public CompletionStage<HttpResponse> dispatch(HttpRequest request, Connection connection) {
    var came = System.nanoTime();
    return CompletableFuture.supplyAsync(() -> named(request, connection, came), threads);
  }

  /** The answer says what its request is called, and so does whatever is said of it meanwhile. */
  private HttpResponse named(HttpRequest request, Connection connection, long came) {
    var id = RequestId.of(request.getHeader(RequestId.HEADER).map(HttpHeader::value));
    var traced =
        metrics.tracing().begin(id, name -> request.getHeader(name).map(HttpHeader::value));
    try {
      var reply = traced.call(() -> answer(request, connection, came));
      traced.replied();
      return Replies.with(reply, RequestId.HEADER, id.text());
    } catch (Exception never) {
      throw new IllegalStateException("an answer must not fail", never);
    }
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return router.endpoints();
  }

  private HttpResponse answer(HttpRequest request, Connection connection, long came) {
    var target = target(request);
    var answered =
        subtree.has(target)
            ? subtree.answer(request, target, connection)
            : byTable(request, connection, came);
    if (!request.entity().isStrict()) {
      request.discardEntityBytes(system);
    }
    var reply = answered.reply();
    metrics.request(answered.route(), request.method().name(), reply.status().intValue(), came);
    return isHead(request) ? HeadLength.on(reply) : reply;
  }

  /** Path and query as they were sent: what is parsed has lost which escapes there were. */
  private static String target(HttpRequest request) {
    var sent =
        request
            .getHeader("Raw-Request-URI")
            .map(HttpHeader::value)
            .orElseGet(() -> request.getUri().getPathString());
    var host = sent.startsWith("/") ? -1 : sent.indexOf("://");
    var slash = host < 0 ? 0 : sent.indexOf('/', host + 3);
    return slash < 0 ? "/" : sent.substring(slash);
  }

  private static boolean isHead(HttpRequest request) {
    return request.method().name().equals("HEAD");
  }

  private Subtree.Answered byTable(HttpRequest request, Connection connection, long came) {
    var match = match(request);
    var route = match instanceof Match.Found<Endpoint> found ? found.endpoint().template() : "none";
    return new Subtree.Answered(route, answer(request, new Came(connection, came), match));
  }

  /** HEAD is answered as GET where it has no row of its own; the server leaves the body out. */
  private Match<Endpoint> match(HttpRequest request) {
    var match = router.match(request.method().name(), segments(request));
    return isHead(request) && match instanceof Match.WrongMethod<Endpoint>
        ? router.match("GET", segments(request))
        : match;
  }

  /** By which connection a request came, and when. */
  private record Came(Connection by, long atNanos) {}

  private HttpResponse answer(HttpRequest request, Came came, Match<Endpoint> match) {
    var instance = request.getUri().path();
    try {
      return switch (match) {
        case Match.Found<Endpoint> found -> handle(request, came, found);
        case Match.WrongMethod<Endpoint> wrong -> wrongMethod(request, wrong, instance);
        case Match.NoRoute<Endpoint> none ->
            Replies.problem(RouteProblems.noRoute(none, instance), instance);
      };
    } catch (ProblemException refused) {
      return refuse(refused.problem(), instance);
    } catch (IllegalUriException malformed) {
      return refuse(
          Problem.of(ProblemCode.BAD_PARAMETER, "the query is not well-formed"), instance);
    } catch (Exception | StackOverflowError mistake) {
      return Replies.problem(RouteProblems.mistake(mistake, instance), instance);
    }
  }

  private HttpResponse handle(HttpRequest request, Came came, Match.Found<Endpoint> found)
      throws Exception {
    var authorization = request.getHeader("Authorization").map(HttpHeader::value);
    var grant = guard.admit(found.endpoint().route(), found.path(), authorization, true);
    for (var name : request.getUri().query().toMap().keySet()) {
      if (!found.endpoint().query().contains(name)) {
        throw RouteProblems.unknownParameter(name, found.endpoint().query());
      }
    }
    var exchange = new Exchange(system, request, came.by(), found);
    var millis = request.getHeader("Sheaf-Deadline").map(HttpHeader::value).filter(MILLIS);
    if (millis.isEmpty()) {
      return Caller.as(grant, () -> admitted(exchange, found));
    }
    var end = came.atNanos() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis.get()));
    if (System.nanoTime() - end >= 0 && Long.parseLong(millis.get()) > 0) {
      throw Gate.tooLate().exception();
    }
    return ScopedValue.where(Asking.DEADLINE_NANOS, end)
        .call(() -> Caller.as(grant, () -> admitted(exchange, found)));
  }

  /** Bodies are read by handlers: who is refused here has taken none of the heap. */
  private HttpResponse admitted(Exchange exchange, Match.Found<Endpoint> found) throws Exception {
    var endpoint = found.endpoint();
    if (!Doors.isCounted(endpoint.template())) {
      return handled(endpoint, exchange);
    }
    var bodyBytes = endpoint.method().equals("GET") ? 0 : exchange.mostBodyBytes();
    var place = requests.enter(Doors.nameOf(found.path()), bodyBytes, Doors.FOR_EVER);
    try {
      return handled(endpoint, exchange);
    } finally {
      place.leave(true);
    }
  }

  private static HttpResponse handled(Endpoint endpoint, Exchange exchange) throws Exception {
    var reply = endpoint.handler().handle(exchange);
    exchange.drain();
    return reply;
  }

  private HttpResponse refuse(Problem problem, String instance) {
    if (problem.isCounted()) {
      metrics.rejected(problem.code().code());
    }
    return Replies.problem(problem, instance);
  }

  private static HttpResponse wrongMethod(
      HttpRequest request, Match.WrongMethod<Endpoint> wrong, String instance) {
    var problem = RouteProblems.wrongMethod(wrong, request.method().name());
    return Replies.with(
        Replies.problem(problem, instance), "Allow", String.join(", ", wrong.allowed()));
  }

  private static List<String> segments(HttpRequest request) {
    var segments = new ArrayList<String>();
    request.getUri().pathSegments().forEach(segments::add);
    return segments;
  }
}
