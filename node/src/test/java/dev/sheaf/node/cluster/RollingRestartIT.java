package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.sharding.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes leave in order, first the one that registered the dataset; a job runs on, in the end
 * on a node that joined meanwhile.
 */
final class RollingRestartIT {
  private static final int PER_CLASS = 40;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int EPOCHS = 400;

  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
  private final List<URI> gateways = new CopyOnWriteArrayList<>();
  private final AtomicBoolean rolled = new AtomicBoolean();

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void everyBatchIsServedWholeAndOnce() throws Exception {
    new ImageSynthesizer(11).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var database = journal.newDatabase();
      start(0, database);
      var second = CompletableFuture.runAsync(() -> startUnchecked(1, database), threads);
      startUnchecked(2, database);
      second.join();
      var api = new Api(nodes.getFirst().api());
      api.register("shapes", folder.resolve("images/train"));
      api.submit("rolled", "shapes", "substitute", EPOCHS);
      var client = new TrainingClient("rolled", SAMPLES, EPOCHS, gateways, (epoch, n) -> {});
      client.until(rolled::get);
      var training = CompletableFuture.supplyAsync(() -> train(client), threads);
      for (int i = 0; i < 3; i++) {
        var leaving = nodes.removeFirst();
        var status = leaving.terminate();
        gateways.remove(leaving.api());
        assertEquals(0, status, "exit status of a node that left in order");
        if (i == 0) {
          start(3, database);
        }
      }
      rolled.set(true);
      var report = training.join();
      System.out.printf(
          "%d batches, %d retries, %d incomplete, longest wait %.1f s%n",
          report.batches(), report.retries(), report.incomplete(), report.longestSeconds());
      assertEquals(0, report.incomplete(), "batches with samples missing");
      assertTrue(report.byPeer() > 0, "no sample crossed the data port");
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  private void startUnchecked(int number, String database) {
    try {
      start(number, database);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void start(int number, String database) throws IOException {
    var seeds = nodes.isEmpty() ? "" : nodes.getFirst().clusterAddress();
    var node =
        NodeProcess.start(
            folder.resolve("node-" + number),
            List.of("journal.url=" + database, "cache.memory=8 MiB", "cluster.seeds=" + seeds));
    nodes.add(node);
    gateways.add(node.api());
  }

  private static TrainingClient.Report train(TrainingClient client) {
    try {
      return client.train();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
