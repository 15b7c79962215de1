package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes carry the ephemeral data of jobs, and either answers for all of it. */
final class EphemeralIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int KEYS = 60;
  private static final int LENGTH = 40_000;

  @TempDir Path folder;

  private SheafNode node(String name, String seeds) throws Exception {
    return SheafNode.start(
        ScratchSettings.of(
            folder.resolve(name),
            List.of(
                "roles=cache,gateway",
                "cache.memory=16 MiB",
                "journal.url=jdbc:h2:file:%s;DB_CLOSE_ON_EXIT=FALSE"
                    .formatted(folder.resolve("journal")),
                "cluster.seeds=" + seeds)));
  }

  @Test
  @Timeout(120)
  void eitherNodeAnswersForEveryKey() throws Exception {
    try (var first = node("first", "");
        var second = node("second", first.clusterAddress())) {
      var one = "http://" + first.apiAddress();
      var two = "http://" + second.apiAddress();
      var job = registered(two);
      assertEquals(2, job.path("nodes").size(), job::toString);
      valuesAreWhereTheyBelongAndReadThroughEither(one, two);
      aValueThatIsReadOnceIsGivenOnceThroughEither(one, two);
      nothingIsLeftButWhatIsKept(one, two);
    }
  }

  /** A job that is too large for one node; the second is known within a second or two. */
  private static JsonNode registered(String api) throws Exception {
    var body = "{\"job\": \"sort\", \"capacityGb\": 0.006, \"peakMbps\": 100}";
    while (true) {
      var reply = send("POST", api + "/v1/ephemeral", body.getBytes(StandardCharsets.UTF_8));
      if (reply.statusCode() == 201) {
        return JSON.readTree(reply.body());
      }
      var code = JSON.readTree(reply.body()).path("code").asText();
      assertTrue(List.of("ephemeral-too-large", "unavailable").contains(code), code);
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** While a node does not know the other yet, it wants to be asked again. */
  private static void put(String address, byte[] bytes) throws Exception {
    for (var status = 503; status != 201; ) {
      status = send("PUT", address, bytes).statusCode();
      assertTrue(status == 201 || status == 503, address + ": " + status);
    }
  }

  private static void valuesAreWhereTheyBelongAndReadThroughEither(String one, String two)
      throws Exception {
    for (int key = 0; key < KEYS; key++) {
      var through = key % 2 == 0 ? one : two;
      put(address(through, key), bytes(key));
    }
    for (int key = 0; key < KEYS; key++) {
      assertArrayEquals(bytes(key), send("GET", address(one, key), null).body());
      assertArrayEquals(bytes(key), send("GET", address(two, key), null).body());
    }
    var head = send("HEAD", address(two, 7), null);
    assertEquals(LENGTH + 7, head.headers().firstValueAsLong("Content-Length").orElse(0));
    assertTrue(values(one) > 0 && values(two) > 0, values(one) + " and " + values(two));
    assertEquals(KEYS, values(one) + values(two));
    assertEquals(404, send("GET", one + "/v1/ephemeral/sort/values/none", null).statusCode());
    assertEquals(404, send("GET", two + "/v1/ephemeral/sort/values/none", null).statusCode());
  }

  private static void aValueThatIsReadOnceIsGivenOnceThroughEither(String one, String two)
      throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 10; round++) {
        var path = "/v1/ephemeral/sort/values/once-" + round;
        assertEquals(201, send("PUT", one + path + "?keep=read", bytes(1)).statusCode());
        var readers =
            List.<Callable<Integer>>of(
                () -> send("GET", one + path, null).statusCode(),
                () -> send("GET", two + path, null).statusCode());
        var statuses = new ArrayList<Integer>();
        for (var each : threads.invokeAll(readers)) {
          statuses.add(each.get());
        }
        statuses.sort(null);
        assertEquals(List.of(200, 404), statuses, "round " + round);
      }
    }
  }

  private static void nothingIsLeftButWhatIsKept(String one, String two) throws Exception {
    for (int key = 0; key < 8; key++) {
      var kept = one + "/v1/ephemeral/sort/values/result-" + key;
      var put = send("PUT", kept + "?keep=after-job&keepSeconds=600", bytes(key));
      assertEquals(201, put.statusCode());
    }
    assertEquals(204, send("DELETE", two + "/v1/ephemeral/sort", null).statusCode());
    for (int key = 0; key < 8; key++) {
      var path = "/v1/ephemeral/sort/values/result-" + key;
      assertArrayEquals(bytes(key), send("GET", one + path, null).body());
      assertArrayEquals(bytes(key), send("GET", two + path, null).body());
    }
    assertEquals(404, send("GET", address(one, 3), null).statusCode());
    while (metric(one, "memory_used_bytes") + metric(two, "memory_used_bytes") > 0) {
      LockSupport.parkNanos(50_000_000);
    }
    assertEquals(8, values(one) + values(two));
    assertEquals(204, send("DELETE", one + "/v1/ephemeral/sort", null).statusCode());
    while (values(one) + values(two) > 0) {
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static String address(String api, int key) {
    return api + "/v1/ephemeral/sort/values/part-" + key;
  }

  private static byte[] bytes(int key) {
    var bytes = new byte[LENGTH + key];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Draw.draw(key, i);
    }
    return bytes;
  }

  private static int values(String api) throws IOException, InterruptedException {
    return (int) metric(api, "values");
  }

  private static double metric(String api, String name) throws IOException, InterruptedException {
    return new Api(URI.create(api)).metric("sheaf_ephemeral_" + name);
  }

  private static HttpResponse<byte[]> send(String method, String address, byte @Nullable [] body)
      throws IOException, InterruptedException {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(address))
            .method(method, publisher)
            .header("Content-Type", "application/json")
            .build(),
        BodyHandlers.ofByteArray());
  }
}
