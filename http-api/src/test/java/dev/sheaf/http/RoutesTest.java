package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.ring.SharedMemory;
import dev.sheaf.http.route.Addressed;
import dev.sheaf.http.s3.S3Gateway;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The table of routes, the document that describes it, and what is said to requests beside it. */
final class RoutesTest {
  @RegisterExtension static final Served SERVED = Served.empty();

  private static List<Addressed> table() {
    var node = SERVED.node();
    var metrics = new HttpMetrics(node);
    var settings = HttpSettings.loopback(0, 0, SERVED.folder());
    var batches =
        HttpNode.Batches.of(
            node.kit.system(), settings, node.ports(), metrics, SharedMemory.open(0));
    return Stream.<List<? extends Addressed>>of(
            HttpNode.api(node.kit.system(), settings, node.ports(), metrics, batches),
            HttpNode.dashboard(node.kit.system(), node.ports(), metrics).endpoints(),
            HttpNode.data(node.ports(), metrics, batches),
            S3Gateway.routes())
        .<Addressed>flatMap(List::stream)
        .toList();
  }

  @Test
  void theDocumentHasEveryRouteAndNoOther() {
    var routes = new TreeSet<String>();
    table().forEach(e -> routes.add(e.method() + " " + e.template()));
    assertEquals(routes, new OpenApi().operations());
  }

  @Test
  void theDocumentHasTheParametersOfEachRoute() {
    var document = new OpenApi();
    for (var route : table()) {
      var query = document.parameters(route.method(), route.template(), "query");
      assertEquals(new TreeSet<>(route.query()), query, route.template());
      for (var name : document.parameters(route.method(), route.template(), "path")) {
        assertTrue(route.template().contains("{" + name + "}"), route.template());
      }
    }
  }

  @Test
  void theDocumentIsServed() {
    var reply = SERVED.api().get("/openapi.yaml").status(200);
    assertTrue(new String(reply.body(), StandardCharsets.UTF_8).startsWith("openapi: 3.1.0"));
  }

  @Test
  void anUnknownRouteNamesTheNearest() {
    var problem = SERVED.api().get("/v1/dataset").problem(404, "unknown-route");
    assertTrue(problem.text("/hint").contains("/v1/datasets"), problem.text("/hint"));
    assertEquals("/v1/dataset", problem.text("/instance"));
  }

  @Test
  void aMethodThatARouteDoesNotKnowIsToldThoseItKnows() {
    assertEquals(
        "GET",
        SERVED.api().delete("/v1/cluster").problem(405, "method-not-allowed").header("Allow"));
  }

  @Test
  void anUnknownQueryParameterNamesTheNearest() {
    var problem = SERVED.api().get("/v1/jobs?limits=3").problem(400, "bad-parameter");
    assertTrue(problem.text("/detail").contains("Did you mean limit?"), problem.text("/detail"));
  }

  @Test
  void aQueryThatIsNotWellFormedIsABadParameter() throws Exception {
    var reply = raw("GET /v1/jobs?limit=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertTrue(reply.startsWith("HTTP/1.1 400"), reply);
    assertTrue(reply.contains("application/problem+json"), reply);
  }

  @Test
  void whatIsNotHttpIsAProblemToo() throws Exception {
    var reply = raw("GET /alive HTTP/9.9\r\nHost: x\r\n\r\n");
    assertTrue(reply.contains("application/problem+json"), reply);
    assertFalse(reply.contains("Exception"), reply);
  }

  @Test
  void anAddressThatIsTooLongIsAProblemToo() throws Exception {
    var reply = raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertTrue(reply.startsWith("HTTP/1.1 414"), reply);
    assertTrue(reply.contains("uri-too-long"), reply);
  }

  @Test
  void aBodyThatIsNoJsonSaysWhere() {
    var problem = SERVED.api().post("/v1/jobs", "{\"name\": ").problem(400, "malformed-json");
    assertTrue(problem.text("/detail").contains("line 1"), problem.text("/detail"));
    SERVED.api().post("/v1/jobs", "[]").problem(400, "malformed-json");
    SERVED.api().post("/v1/jobs", "{\"a\":1} x").problem(400, "malformed-json");
    SERVED.api().post("/v1/jobs", "{\"a\":1,\"a\":2}").problem(400, "malformed-json");
    SERVED.api().post("/v1/jobs", "[".repeat(5000)).problem(400, "malformed-json");
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() {
    SERVED
        .api()
        .send("POST", "/v1/jobs", "{}", "Content-Type", "text/plain")
        .problem(415, "not-json");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    var large = "{\"name\": \"" + "x".repeat(2 << 20) + "\"}";
    SERVED.api().post("/v1/jobs", large).problem(413, "body-too-large");
  }

  @Test
  void anEntityThatDoesNotAnswerIsUnavailable() {
    var problem = SERVED.api().get("/v1/jobs/silent").problem(503, "unavailable");
    assertEquals("1", problem.header("Retry-After"));
  }

  @Test
  void whyAnEntityDoesNotAnswerIsSaidWhenItIsKnown() {
    SERVED.node().waitingFor = List.of("the journal is on a disk that is full: make room there");
    try {
      var problem = SERVED.api().get("/v1/jobs/silent").problem(503, "unavailable");
      assertTrue(
          problem.text("/detail").endsWith("full: make room there"), problem.text("/detail"));
    } finally {
      SERVED.node().waitingFor = List.of();
    }
  }

  private static String raw(String request) throws Exception {
    var at = SERVED.servers().http.apiAddress();
    try (var socket = new Socket(at.host(), at.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var reply = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(reply);
      return reply.toString(StandardCharsets.UTF_8);
    }
  }
}
