package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.sharding.testing.PostgresServer;
import java.io.IOException;
import java.net.URI;
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
  private static final int PER_CLASS = 120;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int EPOCHS = 3;
  private static final int KILL_EPOCH = 1;
  private static final int KILL_BATCH = 20;

  private final List<NodeProcess> nodes = new ArrayList<>();

  @TempDir Path folder;

  /** The first node, so that the coordinator of the shards and the oldest member go with it. */
  @Test
  @Timeout(240)
  void bothJobsFinishExactlyOnceAndTheirClientsSeeRetriesOnly() throws Exception {
    new ImageSynthesizer(7).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start()) {
      startThree(journal.newDatabase());
      api(0).register("shapes", folder.resolve("images/train"));
      api(1).submit("strict-job", "shapes", "strict", EPOCHS);
      api(1).submit("substitute-job", "shapes", "substitute", EPOCHS);

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
        var metrics = api(1).get("/v1/jobs/" + job + "/metrics");
        assertEquals(0, metrics.path("missing").asInt(-1), metrics.toString());
        assertEquals("finished", api(1).get("/v1/jobs/" + job).path("phase").asText());
      }
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  private Api api(int node) {
    return new Api(nodes.get(node).api());
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
}
