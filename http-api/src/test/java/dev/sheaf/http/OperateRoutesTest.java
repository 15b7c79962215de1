package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.route.Listen;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators see, and how servers start. */
final class OperateRoutesTest {
  @RegisterExtension static final Served SERVED = Served.empty();

  @Test
  void theTypeOfAProblemLeadsToItsPage() throws Exception {
    var problem = SERVED.api().get("/v1/jobs/none").problem(404, "unknown-job");
    var type = problem.json().path("type").asText();
    var page = new String(SERVED.api().get(type).status(200).body(), StandardCharsets.UTF_8);
    assertTrue(page.startsWith("## unknown-job\n404. "), page);
    SERVED.api().get("/problems/none").problem(404, "unknown-route");
  }

  @Test
  void bothServersAreAlive() {
    assertEquals(true, SERVED.api().get("/alive").status(200).json().path("alive").asBoolean());
    SERVED.data().get("/alive").status(200);
  }

  @Test
  void readyListsWhatIsNotReady() {
    SERVED.node().waitingFor = List.of("journal", "member up");
    var problem = SERVED.api().get("/ready").problem(503, "not-ready");
    assertEquals("journal", problem.text("/waitingFor/0"));
    assertEquals("1", problem.header("Retry-After"));
    SERVED.node().waitingFor = List.of();
    assertEquals(0, SERVED.api().get("/ready").status(200).json().path("waitingFor").size());
  }

  @Test
  void theClusterIsShownAsThisNodeSeesIt() {
    var cluster = SERVED.api().get("/v1/cluster").status(200);
    assertEquals("a", cluster.text("/self"));
    assertEquals("a:8701", cluster.text("/members/0/dataAddress"));
  }

  @Test
  void metricsCountWhatWasServed() {
    SERVED.api().get("/v1/jobs/j/epochs/0/ranks/0/batches/0?generation=1").status(200);
    SERVED.api().get("/v1/jobs/j/epochs/0/ranks/0/batches/3?generation=1").status(200);
    var text = new String(SERVED.api().get("/metrics").status(200).body(), StandardCharsets.UTF_8);
    assertTrue(text.contains("sheaf_samples_total{kind=\"encoded\",tier=\"memory\"} 7.0"), text);
    assertTrue(text.contains("sheaf_samples_failed_total{status=\"missing\"} 1.0"), text);
    assertTrue(text.contains("sheaf_origin_gets_total 12.0"), text);
    assertTrue(text.contains("sheaf_cache_used_bytes 500.0"), text);
    for (var cause : List.of("peer", "disk", "lambda", "origin", "admission", "ledger")) {
      var count = "sheaf_batch_wait_seconds_count{cause=\"" + cause + "\"} 2";
      assertTrue(text.contains(count), text);
    }
    assertTrue(text.contains("sheaf_batch_wait_seconds_sum{cause=\"origin\"} 0.002"), text);
    assertTrue(
        text.contains("sheaf_http_requests_seconds_count{method=\"GET\",route=\"/v1/jobs/{job}"),
        text);
  }

  @Test
  void aPortInUseNamesTheAddressAndWhatToDo() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var settings = HttpSettings.loopback(0, taken.getLocalPort(), SERVED.folder());
      var failure =
          assertThrows(
              CannotListenException.class,
              () -> HttpNode.start(SERVED.node().kit.system(), settings, SERVED.node().ports()));
      assertTrue(
          failure.toString().contains("127.0.0.1:" + taken.getLocalPort() + " (sheaf.data)"),
          failure.toString());
      assertTrue(failure.toString().contains("in use"), failure.toString());
      assertTrue(failure.toString().contains("sheaf.data.port"), failure.toString());
    }
  }

  @Test
  void anAddressThatOthersCanReachIsRefused() {
    var open = new Listen("0.0.0.0", 0);
    var settings = new HttpSettings(open, open, SERVED.folder(), HttpSettings.Limits.DEFAULT);
    var failure =
        assertThrows(
            CannotListenException.class,
            () -> HttpNode.start(SERVED.node().kit.system(), settings, SERVED.node().ports()));
    assertTrue(failure.toString().contains("sheaf.auth.tokens-file"), failure.toString());
  }
}
