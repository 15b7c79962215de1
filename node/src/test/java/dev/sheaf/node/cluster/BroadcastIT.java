package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.sharding.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two members on two nodes, fed by one of them through its data port, with real trainers. */
final class BroadcastIT {
  private static final int PER_CLASS = 25;
  private static final int EPOCHS = 6;
  private static final long POLL_NANOS = 20_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final String TAKEN =
      "sheaf_http_requests_seconds_count{method=\"GET\",route=\"/v1/shared/{job}/epochs/{epoch}/batches/{n}\",status=\"200\"}";

  private final List<NodeProcess> nodes = new ArrayList<>();

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void membersOfTwoNodesAreFedByOneAndHaveAllOfIt() throws Exception {
    new ImageSynthesizer(41).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start()) {
      var database = journal.newDatabase();
      start(database);
      start(database);
      api(0).register("shapes", folder.resolve("images/train"));
      api(0).post("/v1/ensembles", ensemble());
      var over = await(BroadcastIT::isOver);
      assertEquals("trained", over.path("phase").asText(), over::toString);
      System.out.printf(
          "one of them gave %.0f of %d batches to the other%n", taken(), EPOCHS * batches());
      assertTrue(taken() > 0, "each has prepared for itself");
      for (var member : List.of("one", "two")) {
        var metrics = api(0).get("/v1/jobs/pair." + member + "/metrics");
        assertEquals(0, metrics.path("missing").asInt(-1), metrics::toString);
        assertEquals(0, metrics.path("duplicates").asInt(-1), metrics::toString);
        var ledger = api(0).get("/v1/jobs/pair." + member);
        assertEquals(EPOCHS, ledger.path("epoch").asInt(), ledger::toString);
        assertEquals(0, ledger.path("step").asInt(-1), ledger::toString);
      }
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  private long batches() throws Exception {
    var samples = api(0).get("/v1/datasets/shapes").path("samples").asLong();
    return Math.ceilDiv(samples - samples / 4, 8);
  }

  private static boolean isOver(JsonNode ensemble) {
    return !List.of("profiling", "training", "judging").contains(ensemble.path("phase").asText());
  }

  private double taken() {
    return taken(0) + taken(1);
  }

  /** How many batches a node has given to others; a series that is not there yet is none. */
  private double taken(int node) {
    try {
      return api(node).metric(TAKEN);
    } catch (AssertionError none) {
      return 0;
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private JsonNode await(Predicate<JsonNode> wanted) throws Exception {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var now = api(0).get("/v1/ensembles/pair");
      if (wanted.test(now)) {
        return now;
      }
      assertTrue(System.nanoTime() < until, () -> "it stands still: " + now);
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private Api api(int node) {
    return new Api(nodes.get(node).api());
  }

  /** Nodes that train one ensemble share the folder of its members. */
  private void start(String database) throws IOException {
    var home = folder.resolve("node-" + nodes.size());
    Files.createDirectories(home.resolve("state"));
    Files.createDirectories(folder.resolve("ensembles"));
    Files.createSymbolicLink(
        home.resolve("state").resolve("ensembles"), folder.resolve("ensembles"));
    var seeds = nodes.isEmpty() ? "" : nodes.getFirst().clusterAddress();
    nodes.add(
        NodeProcess.start(
            home,
            List.of(
                "journal.url=" + database,
                "gpu.slots=1",
                "cache.memory=16 MiB",
                "cluster.seeds=" + seeds),
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Dsheaf.home=" + Path.of("..").toAbsolutePath().normalize())));
  }

  private static String ensemble() {
    return """
    {"name": "pair", "dataset": "shapes", "epochs": %d, "batchSize": 8, "seed": 3,
     "validation": 0.25,
     "preprocess": {"ops": ["decode", "crop 32 pad 4", "flip", "normalize"]},
     "members": [{"name": "one", "model": "cnn", "width": 8},
                 {"name": "two", "model": "cnn", "width": 8}]}
    """
        .formatted(EPOCHS);
  }
}
