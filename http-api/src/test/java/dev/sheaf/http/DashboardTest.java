package dev.sheaf.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The files of the dashboard, and what its stream of events says. */
final class DashboardTest {
  private static final int MOST_BYTES = 200_000;
  private static final Pattern NAMED =
      Pattern.compile("(?:href|src)=\"(/page/[^\"]+)\"|from ?\"(\\.{1,2}/[^\"]+)\"");

  @RegisterExtension static final Served SERVED = Served.empty();

  /** Follows every name in a file, as a browser would. */
  @Test
  void thePageIsWholeAndSmall() {
    var known = new TreeSet<String>();
    var open = new ArrayDeque<URI>();
    open.add(URI.create("/"));
    var total = 0;
    while (!open.isEmpty()) {
      var at = open.pop();
      if (known.add(at.toString())) {
        var body = SERVED.api().get(at.toString()).status(200).body();
        total += body.length;
        NAMED
            .matcher(new String(body, UTF_8))
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .forEach(name -> open.add(at.resolve(name)));
      }
    }
    System.out.printf("the page is %d files of %d bytes%n", known.size(), total);
    assertTrue(known.contains("/page/lit/directives/repeat.js"), known::toString);
    assertTrue(total <= MOST_BYTES, total + " bytes");
  }

  @Test
  void thePageRunsNothingButItsOwnScripts() {
    var policy = SERVED.api().get("/").status(200).header("Content-Security-Policy");
    assertTrue(policy.contains("default-src 'none'"), policy);
    assertTrue(policy.contains("require-trusted-types-for 'script'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
  }

  @Test
  void aFileThatIsKnownIsNotSentAgain() {
    var tag = SERVED.api().get("/page/main.js").status(200).header("ETag");
    var again = SERVED.api().get("/page/main.js", "If-None-Match", "\"other\", " + tag).status(304);
    assertEquals(0, again.body().length);
    assertEquals("no-cache", again.header("Cache-Control"));
    SERVED.api().get("/page/main.js", "If-None-Match", "\"other\"").status(200);
  }

  @Test
  void aFileThatThePageDoesNotHaveIsAProblem() {
    SERVED.api().get("/page/secrets.txt").problem(404, "unknown-route");
    SERVED.api().get("/page/lit/..%2f..%2fopenapi.yaml").problem(404, "unknown-route");
  }

  @Test
  void theStreamBeginsWithEverything() throws Exception {
    SERVED.servers().withCats().withJob("j");
    SERVED.node().functions.size = 3;
    var seen = snapshot();
    assertEquals(0, seen.path("late").size(), seen::toString);
    assertEquals("a", seen.at("/cluster/self").asText());
    assertEquals(16, seen.at("/cluster/owners").size());
    assertEquals(16, seen.at("/cluster/members/a/owned").asInt());
    assertEquals(2, seen.at("/cluster/members/a/slots").asInt());
    assertEquals(500, seen.at("/tiers/memory/usedBytes").asInt());
    assertEquals(12, seen.at("/tiers/origin/gets").asInt());
    assertEquals("rrr", seen.at("/functions/states").asText());
    assertEquals(6, seen.at("/functions/chunks").asInt());
    assertEquals(100, seen.at("/datasets/byName/cats/samples").asInt());
    var job = seen.at("/jobs/byName/j");
    assertEquals("running", job.path("phase").asText());
    assertEquals(1000, job.path("delivered").asInt());
    assertEquals(600, job.at("/hits/memory").asInt());
    assertEquals(0.4, job.path("originReadsPerSample").asDouble());
    assertEquals(100, job.path("samples").asInt());
    var metrics = SERVED.api().get("/v1/jobs/j/metrics").status(200).json();
    for (var figure : new String[] {"bound", "efficiency", "stallSeconds", "cost"}) {
      assertEquals(metrics.path(figure), job.path(figure), figure);
    }
  }

  private static JsonNode snapshot() throws Exception {
    var stream = URI.create("http://" + SERVED.servers().http.apiAddress() + "/v1/events").toURL();
    var connection = stream.openConnection();
    assertEquals("text/event-stream", connection.getContentType());
    try (var lines =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
      assertEquals("event: snapshot", lines.readLine());
      assertEquals("id: 0", lines.readLine());
      return new ObjectMapper().readTree(lines.readLine().substring("data: ".length()));
    }
  }
}
