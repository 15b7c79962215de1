package dev.sheaf.http.operate;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemPages;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Replies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The routes for operators: cluster, health, figures, the API's document. */
public final class OperateRoutes {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final ContentType YAML =
      MediaTypes.customWithFixedCharset("application", "yaml", HttpCharsets.UTF_8, Map.of(), false)
          .toContentType();
  private static final ContentType TEXT = ContentTypes.TEXT_PLAIN_UTF8;
  private static final ContentType PROMETHEUS =
      ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

  private final ClusterView cluster;
  private final Readiness readiness;
  private final HttpMetrics metrics;

  /** Routes over what the node knows of itself. */
  public OperateRoutes(ClusterView cluster, Readiness readiness, HttpMetrics metrics) {
    this.cluster = cluster;
    this.readiness = readiness;
    this.metrics = metrics;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/alive", this::alive),
        Endpoint.get("/ready", this::ready),
        Endpoint.get("/metrics", this::metrics),
        Endpoint.get("/v1/cluster", this::cluster),
        Endpoint.get("/problems/{code}", this::problem),
        Endpoint.get("/openapi.yaml", exchange -> resource("openapi.yaml", YAML)));
  }

  private HttpResponse alive(Exchange exchange) {
    return Replies.json(200, Json.object().put("alive", true));
  }

  private HttpResponse ready(Exchange exchange) {
    var waitingFor = readiness.waitingFor();
    if (!waitingFor.isEmpty()) {
      throw Problem.of(
              ProblemCode.NOT_READY, "the node waits for: " + String.join(", ", waitingFor))
          .with("waitingFor", waitingFor)
          .retryAfter(RETRY_AFTER)
          .exception();
    }
    var body = Json.object().put("ready", true);
    body.putArray("waitingFor");
    body.set("degraded", Json.tree(readiness.degraded()));
    return Replies.json(200, body);
  }

  /** Where the type of a problem document leads. */
  private HttpResponse problem(Exchange exchange) {
    var code = exchange.path("code");
    var page =
        ProblemPages.of(code)
            .orElseThrow(() ->
                Problem.of(ProblemCode.UNKNOWN_ROUTE, "there is no problem " + code).exception());
    return Replies.bytes(200, TEXT, page.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse metrics(Exchange exchange) {
    return Replies.bytes(200, PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse cluster(Exchange exchange) {
    var body = Json.object().put("self", cluster.self().id());
    cluster.oldest().ifPresent(oldest -> body.put("oldest", oldest));
    var members = body.put("partitions", cluster.partitions()).putArray("members");
    cluster.members().forEach(member -> members.add(view(member)));
    return Replies.json(200, body);
  }

  private static ObjectNode view(ClusterView.Member member) {
    var view = Json.object().put("id", member.id());
    view.set("roles", Json.tree(member.roles()));
    return view.put("apiAddress", member.apiAddress())
        .put("dataAddress", member.dataAddress())
        .put("cacheBytes", member.cacheBytes());
  }

  private static HttpResponse resource(String name, ContentType type) throws IOException {
    try (var in = OperateRoutes.class.getResourceAsStream("/dev/sheaf/http/" + name)) {
      return Replies.bytes(200, type, Objects.requireNonNull(in, name).readAllBytes());
    }
  }
}
