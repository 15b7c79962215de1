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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      var stepsOfEpoch = OneMember.stepsOfEpoch(api);
      api.post("/v1/ensembles", OneMember.spec("calm", EPOCHS));
      OneMember.await(api, "calm", OneMember::isOver);
      api.post("/v1/ensembles", OneMember.spec("hit", EPOCHS));
      var before = OneMember.await(api, "hit", each -> OneMember.step(each) > stepsOfEpoch * 3 / 2);
      var worker = worker(before);
      byPort.get(worker).kill();
      var moved =
          OneMember.await(
              api, "hit", each -> !worker(each).equals(worker) && OneMember.pid(each) > 0);
      assertTrue(OneMember.step(moved) >= stepsOfEpoch, "it began before its checkpoint: " + moved);
      OneMember.await(api, "hit", each -> OneMember.step(each) > stepsOfEpoch * 5 / 2);
      // A majority of what is left must outlive the coordinator's node.
      var third = start(database, GPU, coordinating.clusterAddress());
      coordinating.kill();
      var survivor = new Api(start(database, "cache,gateway", third.clusterAddress()).api());
      var hit = OneMember.await(survivor, "hit", OneMember::isOver);
      assertEquals("trained", hit.path("phase").asText(), hit::toString);
      var calm = survivor.get("/v1/ensembles/calm");
      assertEquals(calm.at("/leaderboard/loss"), hit.at("/leaderboard/loss"));
      assertEquals(
          calm.at("/members/0/latest").path("loss"), hit.at("/members/0/latest").path("loss"));
      for (var suffix : List.of(".checkpoint", ".best")) {
        assertArrayEquals(weights("calm", suffix), weights("hit", suffix), suffix);
      }
      for (var name : List.of("calm", "hit")) {
        OneMember.assertExact(survivor, name, EPOCHS);
      }
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  private static String port(NodeProcess node) {
    return node.clusterAddress();
  }

  /** {@code host:port} of the node that trains the member. */
  private static String worker(JsonNode ensemble) {
    return ensemble.at("/members/0/progress/node").asText().replaceFirst("#.*", "");
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
}
