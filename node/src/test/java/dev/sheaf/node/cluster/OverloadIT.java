package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.http.auth.TokenFile;
import dev.sheaf.http.auth.TokenHash;
import dev.sheaf.policies.access.Scope;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node with sixteen places, a tenant that floods it, and one that does not. */
final class OverloadIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SAMPLES = 256;
  private static final int SAMPLE_BYTES = 128 << 10;

  /** An answer has 16 MiB: more than sockets take that nobody reads. */
  private static final int BATCH = 128;

  private static final int PLACES = 16;
  private static final long CACHE_BYTES = 96L << 20;
  private static final long HEAP_BYTES = 256L << 20;
  private static final long BESIDE_BYTES = 256L << 20;

  @TempDir Path folder;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String loud = TokenHash.newToken();
  private final String quiet = TokenHash.newToken();
  private final String admin = TokenHash.newToken();

  @Test
  @Timeout(240)
  void aTenantThatFloodsANodeTakesNothingFromAnotherAndTheNodeStaysItsSize() throws Exception {
    try (var node = start()) {
      for (var tenant : List.of("loud", "quiet")) {
        register(node, tenant, tenant.equals("loud") ? loud : quiet);
      }
      // What is read first takes memory for packages, which goes to who comes first.
      for (int n = 0; n < SAMPLES / BATCH; n++) {
        assertEquals(200, status(node, batch("loud", n)));
      }
      assertQuietIsServed(node);
      readersThatStopAreRefusedAndCut(node);
      aFloodIsRefusedAndTheOtherServed(node);
      var resident = node.mostResidentBytes();
      assertTrue(
          resident <= HEAP_BYTES + CACHE_BYTES + BESIDE_BYTES, () -> resident + " bytes resident");
    }
  }

  private NodeProcess start() throws IOException {
    var images = Files.createDirectories(folder.resolve("images/class"));
    for (int id = 0; id < SAMPLES; id++) {
      Files.write(images.resolve("%03d.jpg".formatted(id)), sample());
    }
    var lines = new ArrayList<String>();
    lines.add(line("loud", Scope.TRAIN, loud));
    lines.add(line("quiet", Scope.TRAIN, quiet));
    lines.add(line("*", Scope.ADMIN, admin));
    for (var tenant : List.of("loud", "quiet")) {
      lines.add("origin " + tenant + " " + images.getParent().toUri());
    }
    var tokens = Files.write(folder.resolve("tokens"), lines);
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
    return NodeProcess.start(
        folder.resolve("node"),
        List.of(
            "auth.tokens-file=" + tokens,
            "cache.memory=" + CACHE_BYTES,
            "cache.pending-batches=" + PLACES,
            "data.reader-patience=3 s"));
  }

  private static String line(String tenant, Scope scope, String token) {
    var who = tenant.equals("*") ? "admin" : tenant;
    return TokenFile.line(who, tenant, scope, TokenHash.of(token), Optional.empty());
  }

  private static byte[] sample() {
    var bytes = new byte[SAMPLE_BYTES];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) Draw.draw(11, at);
    }
    return bytes;
  }

  private void register(NodeProcess node, String tenant, String token) throws Exception {
    var dataset = "/v1/datasets/" + tenant + ".cats";
    var uri = folder.resolve("images").toUri();
    send(node, token, "PUT", dataset, "{\"uri\": \"%s\", \"format\": \"folder\"}".formatted(uri));
    for (var status = "indexing"; !status.equals("ready"); ) {
      status = JSON.readTree(send(node, token, "GET", dataset, "").body()).path("status").asText();
      LockSupport.parkNanos(10_000_000);
    }
    var job =
        """
        {"name": "%1$s.job", "dataset": "%1$s.cats", "contract": "strict", "batchSize": %2$d, "epochs": 9}
        """
            .formatted(tenant, BATCH);
    assertEquals(201, send(node, token, "POST", "/v1/jobs", job).statusCode());
  }

  private HttpResponse<byte[]> send(
      NodeProcess node, String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(node.api().resolve(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .build(),
        BodyHandlers.ofByteArray());
  }

  /** The status of a loud request; its body is read and not kept. */
  private int status(NodeProcess node, String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(node.api().resolve(path))
            .header("Authorization", "Bearer " + loud)
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static String batch(String tenant, int n) {
    return "/v1/jobs/" + tenant + ".job/epochs/0/ranks/0/batches/" + n + "?generation=1";
  }

  private double metric(NodeProcess node, String name) throws Exception {
    return new String(send(node, admin, "GET", "/metrics", "").body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private void await(NodeProcess node, String metric, double least, double most) throws Exception {
    for (var now = -1.0; now < least || now > most; now = metric(node, metric)) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** A connection that asks for a batch, and reads nothing of it. */
  private Socket ask(URI port, int n) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(new InetSocketAddress(port.getHost(), port.getPort()));
    var request =
        "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nSheaf-Deadline: 120000\r\n\r\n"
            .formatted(batch("loud", n), loud);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void readersThatStopAreRefusedAndCut(NodeProcess node) throws Exception {
    var sockets = new ArrayList<Socket>();
    try {
      var data = URI.create("http://" + node.data());
      for (int n = 0; n < 12; n++) {
        sockets.add(ask(data, n % (SAMPLES / BATCH)));
      }
      await(node, "sheaf_pending{door=\"answers\"}", 12, 12);
      var refused = send(node, loud, "GET", batch("loud", 0), "");
      assertEquals(429, refused.statusCode());
      assertEquals("over-share", JSON.readTree(refused.body()).path("code").asText());
      assertTrue(refused.headers().firstValueAsLong("Retry-After").orElse(0) >= 1);
      assertQuietIsServed(node);
      sockets.add(ask(node.api(), 0));
      await(node, "sheaf_readers_cut_total", 12, Double.MAX_VALUE);
      await(node, "sheaf_pending{door=\"answers\"}", 0, 0);
      await(node, "sheaf_pending_bytes{door=\"answers\"}", 0, 0);
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  private void assertQuietIsServed(NodeProcess node) throws Exception {
    for (int n = 0; n < SAMPLES / BATCH; n++) {
      var reply = send(node, quiet, "GET", batch("quiet", n), "");
      assertEquals(200, reply.statusCode(), () -> new String(reply.body(), StandardCharsets.UTF_8));
      var decoder =
          new BatchDecoder(
              new ByteArrayInputStream(reply.body()), new BatchDecoder.Limits(BATCH, 1 << 20));
      for (int frame = 0; frame < BATCH; frame++) {
        var head = decoder.next();
        assertNotNull(head);
        assertEquals(FrameHead.OK, head.status());
      }
    }
  }

  private void aFloodIsRefusedAndTheOtherServed(NodeProcess node) throws Exception {
    var statuses = new ConcurrentHashMap<Integer, Integer>();
    var over = new AtomicBoolean();
    var threads = new ArrayList<Thread>();
    for (int client = 0; client < 24; client++) {
      var n = client % (SAMPLES / BATCH);
      threads.add(
          Thread.startVirtualThread(() -> {
            while (!over.get()) {
              try {
                statuses.merge(status(node, batch("loud", n)), 1, Integer::sum);
              } catch (IOException | InterruptedException broken) {
                statuses.merge(-1, 1, Integer::sum);
              }
            }
          }));
    }
    for (int round = 0; round < 3; round++) {
      assertQuietIsServed(node);
    }
    over.set(true);
    for (var thread : threads) {
      thread.join();
    }
    statuses.keySet().removeAll(List.of(200, 429, 503));
    assertEquals(List.of(), List.copyOf(statuses.keySet()));
    await(node, "sheaf_pending{door=\"answers\"}", 0, 0);
    assertQuietIsServed(node);
  }
}
