package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

/**
 * The same member trained twice: in peace, and with {@code kill -9} first of the node that trains
 * it, whose disk is not seen again, and then of the node of its coordinator and its job.
 */
final class LostWorkerIT {
  private static final int PER_CLASS = 25;
  private static final int EPOCHS = 5;
  private static final long POLL_NANOS = 10_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(80);

  /** A node that trains, and has no coordinators: those live on gateways. */
  private static final String GPU = "gpu";

  private final List<NodeProcess> nodes = new ArrayList<>();
  private int folders;

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void anotherNodeGoesOnFromTheCheckpointAndEndsWithTheSameWeights() throws Exception {
    new ImageSynthesizer(23).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start()) {
      var database = journal.newDatabase();
      var coordinating = start(database, "cache,gateway", "");
      var first = start(database, GPU, coordinating.clusterAddress());
      var second = start(database, GPU, coordinating.clusterAddress());
      var byPort = Map.of(port(first), first, port(second), second);
      var api = new Api(coordinating.api());
      api.register("shapes", folder.resolve("images/train"));
      api.post("/v1/ensembles", ensemble("calm"));
      await(api, "calm", LostWorkerIT::isOver);
      api.post("/v1/ensembles", ensemble("hit"));
      var before = await(api, "hit", each -> step(each) > stepsOfEpoch(api) * 3 / 2);
      var worker = worker(before);
      byPort.get(worker).kill();
      var moved = await(api, "hit", each -> !worker(each).equals(worker) && pid(each) > 0);
      assertTrue(step(moved) >= stepsOfEpoch(api), "it began before its checkpoint: " + moved);
      await(api, "hit", each -> step(each) > stepsOfEpoch(api) * 5 / 2);
      // A majority of what is left must outlive the coordinator's node.
      var third = start(database, GPU, coordinating.clusterAddress());
      coordinating.kill();
      var survivor = new Api(start(database, "cache,gateway", third.clusterAddress()).api());
      var hit = await(survivor, "hit", LostWorkerIT::isOver);
      assertEquals("trained", hit.path("phase").asText(), hit::toString);
      var calm = survivor.get("/v1/ensembles/calm");
      assertEquals(calm.at("/leaderboard/loss"), hit.at("/leaderboard/loss"));
      assertEquals(
          calm.at("/members/0/latest").path("loss"), hit.at("/members/0/latest").path("loss"));
      for (var suffix : List.of(".checkpoint", ".best")) {
        assertArrayEquals(weights("calm", suffix), weights("hit", suffix), suffix);
      }
      for (var name : List.of("calm", "hit")) {
        var job = survivor.get("/v1/jobs/" + name + ".one/metrics");
        assertEquals(0, job.path("duplicates").asInt(-1), job::toString);
        assertEquals(0, job.path("missing").asInt(-1), job::toString);
        var ledger = survivor.get("/v1/jobs/" + name + ".one");
        assertEquals(EPOCHS, ledger.path("epoch").asInt(), "all is committed: " + ledger);
        assertEquals(0, ledger.path("step").asInt(-1), ledger::toString);
      }
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  private static String port(NodeProcess node) {
    return node.clusterAddress();
  }

  private static long stepsOfEpoch(Api api) {
    try {
      var samples = api.get("/v1/datasets/shapes").path("samples").asLong();
      return (samples - samples / 4) / 8;
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private static long step(JsonNode ensemble) {
    return ensemble.at("/members/0/progress/step").asLong();
  }

  private static long pid(JsonNode ensemble) {
    return ensemble.at("/members/0/progress/pid").asLong();
  }

  /** {@code host:port} of the node that trains the member. */
  private static String worker(JsonNode ensemble) {
    return ensemble.at("/members/0/progress/node").asText().replaceFirst("#.*", "");
  }

  private static boolean isOver(JsonNode ensemble) {
    return !List.of("profiling", "training", "judging").contains(ensemble.path("phase").asText());
  }

  private static JsonNode await(Api api, String name, Predicate<JsonNode> wanted) throws Exception {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var now = api.get("/v1/ensembles/" + name);
      if (wanted.test(now)) {
        return now;
      }
      assertTrue(System.nanoTime() < until, () -> "it stands still: " + now);
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The newest of the files of all nodes: who finished wrote last. */
  private byte[] weights(String ensemble, String suffix) throws IOException {
    Path newest = null;
    for (int node = 0; node < folders; node++) {
      var root = folder.resolve("node-" + node + "/state/ensembles").resolve(ensemble);
      if (Files.exists(root)) {
        try (var files = Files.walk(root)) {
          for (var file : files.filter(each -> each.endsWith("one" + suffix)).toList()) {
            if (newest == null
                || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(newest))
                    > 0) {
              newest = file;
            }
          }
        }
      }
    }
    assertTrue(newest != null, ensemble + " has no " + suffix);
    return Files.readAllBytes(newest);
  }

  private NodeProcess start(String database, String roles, String seeds) throws IOException {
    var home = Path.of("..").toAbsolutePath().normalize();
    var node =
        NodeProcess.start(
            folder.resolve("node-" + folders++),
            List.of(
                "journal.url=" + database,
                "cluster.seeds=" + seeds,
                "roles=" + roles,
                "gpu.slots=" + (roles.equals(GPU) ? 1 : 0),
                "cache.memory=32MiB"),
            Map.of("JAVA_TOOL_OPTIONS", "-Dsheaf.home=" + home));
    nodes.add(node);
    return node;
  }

  private static String ensemble(String name) {
    return """
    {"name": "%s", "dataset": "shapes", "contract": "strict", "epochs": %d, "batchSize": 8,
     "seed": 3, "validation": 0.25,
     "preprocess": {"ops": ["decode", "crop 32 pad 4", "flip", "normalize"]},
     "members": [{"name": "one", "model": "cnn", "width": 8}]}
    """
        .formatted(name, EPOCHS);
  }
}
