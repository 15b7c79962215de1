package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.sharding.testing.PostgresServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node joins another that has read the whole dataset, and a job reads it again through it. */
final class JoinedNodeIT {
  private static final int PER_CLASS = 120;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final String GETS = "sheaf_origin_gets_total";

  @TempDir Path folder;

  @Test
  @Timeout(180)
  void whatTheFirstNodeHasIsNotReadFromTheOriginAgain() throws Exception {
    new ImageSynthesizer(3).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start()) {
      var database = journal.newDatabase();
      try (var first = start("first", database, "")) {
        var api = new Api(first.api());
        api.register("shapes", folder.resolve("images/train"));
        api.submit("before", "shapes", "strict", 1);
        train("before", first.api());
        assertEquals(
            SAMPLES / 16, batchesOf(api.get("/v1/jobs/before/trace")), "of the decision log");
        var readBefore = api.metric(GETS);
        assertTrue(readBefore >= 2 * SAMPLES, "indexed and read: " + readBefore + " GETs");
        try (var second = start("second", database, first.clusterAddress())) {
          api.submit("after", "shapes", "strict", 1);
          var report = train("after", second.api());
          assertTrue(report.byPeer() < SAMPLES, "the second node owned nothing");
          assertEquals(readBefore, api.metric(GETS), "GETs of the first node");
          assertEquals(0, new Api(second.api()).metric(GETS), "GETs of the second node");
        }
      }
    }
  }

  private static int batchesOf(JsonNode trace) {
    var batches = 0;
    for (var window : trace.path("windows")) {
      batches += window.path("batches").asInt();
    }
    return batches;
  }

  private NodeProcess start(String name, String database, String seeds) throws Exception {
    return NodeProcess.start(
        folder.resolve(name),
        List.of("journal.url=" + database, "cache.memory=8 MiB", "cluster.seeds=" + seeds));
  }

  private static TrainingClient.Report train(String job, URI gateway) throws Exception {
    return new TrainingClient(job, SAMPLES, 1, List.of(gateway), (epoch, n) -> {}).train();
  }
}
