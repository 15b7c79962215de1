package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sheaf.actors.image.ImageSynthesizer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is told of a receiver of OTLP over HTTP sends it the spans of its requests. */
final class TracesIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String ROUTE = "GET /v1/jobs/{job}/epochs/{epoch}/ranks/{rank}/batches/{n}";

  @TempDir Path folder;

  /** Bodies of requests to the receiver, as bytes that are characters. */
  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();

  private HttpServer receiver() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            assertEquals(
                "application/x-protobuf", exchange.getRequestHeaders().getFirst("Content-Type"));
            var body = exchange.getRequestBody().readAllBytes();
            received.add(new String(body, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    return server;
  }

  @Test
  @Timeout(90)
  void aBatchIsASpanWithItsLedgerItsAdmissionAndItsSending() throws Exception {
    new ImageSynthesizer(7).write(folder.resolve("images"), 4, 0);
    var receiver = receiver();
    var environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + receiver.getAddress().getPort(),
            "OTEL_BSP_SCHEDULE_DELAY",
            "50");
    try (var node = NodeProcess.start(folder.resolve("node"), List.of(), environment)) {
      var api = new Api(node.api());
      api.register("shapes", folder.resolve("images/train"));
      api.submit("traced", "shapes", "strict", 1);
      var batch =
          HttpRequest.newBuilder(
                  node.api().resolve("/v1/jobs/traced/epochs/0/ranks/0/batches/0?generation=1"))
              .header("X-Request-Id", "traced-1")
              .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
              .build();
      try (var client = HttpClient.newHttpClient()) {
        assertEquals(200, client.send(batch, BodyHandlers.ofByteArray()).statusCode());
      }
      var seen = until("traced-1");
      for (var name : List.of(ROUTE, "ledger", "admission", "send", "sheaf.samples.origin")) {
        assertTrue(
            seen.contains(name), () -> name + " is not in " + seen.replaceAll("[^ -~]+", " "));
      }
      assertTrue(seen.contains(bytes(TRACE)), "it belongs to the client's trace");
    } finally {
      receiver.stop(0);
    }
  }

  /** Everything that was received until a body says this. */
  private String until(String word) throws InterruptedException {
    var all = new StringBuilder();
    while (all.indexOf(word) < 0) {
      var body = received.poll(60, TimeUnit.SECONDS);
      assertTrue(body != null, () -> "nothing more came after " + all.length() + " bytes");
      all.append(body);
    }
    return all.toString();
  }

  private static String bytes(String hex) {
    return new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }
}
