package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.sharding.testing.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on one PostgreSQL journal, two jobs, and one node that is killed while they run. */
final class KilledNodeIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PER_CLASS = 120;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int EPOCHS = 3;
  private static final int KILL_EPOCH = 1;
  private static final int KILL_BATCH = 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<NodeProcess> nodes = new ArrayList<>();

  @TempDir Path folder;

  /** The first node, so that the coordinator of the shards and the oldest member go with it. */
  @Test
  @Timeout(240)
  void bothJobsFinishExactlyOnceAndTheirClientsSeeRetriesOnly() throws Exception {
    new ImageSynthesizer(7).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start()) {
      startThree(journal.newDatabase());
      register(folder.resolve("images/train"));
      submit("strict-job", "strict");
      submit("substitute-job", "substitute");

      var both = new CyclicBarrier(2, () -> nodes.getFirst().kill());
      var apis = nodes.stream().map(NodeProcess::api).toList();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var strict =
            train(threads, "strict-job", List.of(apis.get(0), apis.get(1), apis.get(2)), both);
        var substitute =
            train(threads, "substitute-job", List.of(apis.get(1), apis.get(2), apis.get(0)), both);
        report(strict.join());
        report(substitute.join());
      }
      for (var job : List.of("strict-job", "substitute-job")) {
        var metrics = get(apis.get(1), "/v1/jobs/" + job + "/metrics");
        assertEquals(0, metrics.path("missing").asInt(-1), metrics.toString());
        assertEquals("finished", get(apis.get(1), "/v1/jobs/" + job).path("phase").asText());
      }
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  private void startThree(String database) throws IOException {
    for (int i = 0; i < 3; i++) {
      var seeds = nodes.isEmpty() ? "" : nodes.getFirst().clusterAddress();
      nodes.add(
          NodeProcess.start(
              folder.resolve("node-" + i),
              List.of("journal.url=" + database, "cache.memory=2 MiB", "cluster.seeds=" + seeds)));
    }
  }

  private CompletableFuture<TrainingClient.Report> train(
      java.util.concurrent.Executor threads, String job, List<URI> gateways, CyclicBarrier both) {
    var client =
        new TrainingClient(
            job,
            SAMPLES,
            EPOCHS,
            gateways,
            (epoch, n) -> {
              if (epoch == KILL_EPOCH && n == KILL_BATCH) {
                meet(both);
              }
            });
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.train();
          } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
          }
        },
        threads);
  }

  private static void meet(CyclicBarrier both) {
    try {
      both.await();
    } catch (InterruptedException | BrokenBarrierException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void report(TrainingClient.Report report) {
    System.out.printf(
        "%s: %d batches, %d of %d samples by way of a peer, %d retries, longest wait %.1f s%n",
        report.job(),
        report.batches(),
        report.byPeer(),
        EPOCHS * SAMPLES,
        report.retries(),
        report.longestSeconds());
    assertTrue(report.byPeer() > 0, "no sample crossed the data port");
  }

  private void register(Path images) throws Exception {
    var api = nodes.getFirst().api();
    send(
        api,
        "PUT",
        "/v1/datasets/shapes",
        "{\"uri\": \"%s\", \"format\": \"folder\"}".formatted(images.toUri()));
    for (var status = ""; !status.equals("ready"); ) {
      status = get(api, "/v1/datasets/shapes").path("status").asText();
      assertTrue(!status.equals("failed"), "indexing failed");
      Thread.onSpinWait();
    }
  }

  private void submit(String name, String contract) throws Exception {
    send(
        nodes.get(1).api(),
        "POST",
        "/v1/jobs",
        """
        {"name": "%s", "dataset": "shapes", "contract": "%s", "batchSize": 16, "epochs": %d, "seed": 5}
        """
            .formatted(name, contract, EPOCHS));
  }

  private JsonNode get(URI api, String path) throws Exception {
    return send(api, "GET", path, "");
  }

  private JsonNode send(URI api, String method, String path, String body) throws Exception {
    var reply =
        http.send(
            HttpRequest.newBuilder(api.resolve(path))
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build(),
            BodyHandlers.ofString());
    assertEquals(2, reply.statusCode() / 100, () -> method + " " + path + ": " + reply.body());
    return JSON.readTree(reply.body());
  }
}
