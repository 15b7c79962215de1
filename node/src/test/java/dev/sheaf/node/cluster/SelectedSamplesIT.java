package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An importance job that is trained over HTTP, its losses sent back after each batch; its node is
 * killed in mid-epoch, between a selection and the end of what it selects.
 */
final class SelectedSamplesIT {
  private static final int PER_CLASS = 60;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int EPOCHS = 10;
  private static final int BATCH = 16;
  private static final int FULL_EVERY = 5;
  private static final double BETA = 0.5;
  private static final int KILL_EPOCH = 3;
  private static final int KILL_BATCH = 9;

  /** Two of ten epochs read everything: 1 - (2 + 8/1.5)/10 = 0.267 is saved. */
  private static final double LEAST_SAVING = 0.25;

  @TempDir Path folder;
  private @Nullable NodeProcess running;
  private final int[] deliveries = new int[SAMPLES];
  private int delivered;
  private int samplesOfLast;

  @Test
  @Timeout(240)
  void whatIsReadIsWhatWasSelectedAndAQuarterLessThanEverything() throws Exception {
    new ImageSynthesizer(5).write(folder.resolve("images"), PER_CLASS, 0);
    var node = start();
    submit(new Api(node.api()));
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      node = train(node, epoch);
    }
    var api = new Api(node.api());
    checkMetrics(api);
    assertTrue(
        delivered <= (1 - LEAST_SAVING) * EPOCHS * SAMPLES, () -> delivered + " were delivered");
    assertTrue(share(3 * SAMPLES / 4, SAMPLES) > 1.3 * share(0, SAMPLES / 4), "by their losses");
    assertEquals("finished", api.get("/v1/jobs/selecting").path("phase").asText());
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  private NodeProcess start() throws IOException {
    var node = NodeProcess.start(folder.resolve("node"), List.of("cache.memory=2 MiB"));
    running = node;
    return node;
  }

  private void submit(Api api) throws Exception {
    api.register("shapes", folder.resolve("images/train"));
    api.post(
        "/v1/jobs",
        """
        {"name": "selecting", "dataset": "shapes", "contract": "importance", "batchSize": %d,
         "epochs": %d, "seed": 5,
         "importance": {"warmUpEpochs": 1, "fullEvery": %d, "beta": %s}}
        """
            .formatted(BATCH, EPOCHS, FULL_EVERY, BETA));
  }

  /** Trains an epoch; gives the node that is there at its end. */
  private NodeProcess train(NodeProcess began, int epoch) throws Exception {
    var node = began;
    var seen = new BitSet();
    var batches = new Batches("selecting", node.api());
    for (int n = 0; ; n++) {
      var ids = batches.ids(epoch, n);
      if (ids.isEmpty()) {
        break;
      }
      for (var id : ids) {
        assertTrue(!seen.get(id.intValue()), "sample " + id + " twice in epoch " + epoch);
        seen.set(id.intValue());
        deliveries[id.intValue()]++;
      }
      tell(new Api(node.api()), epoch, ids);
      if (epoch == KILL_EPOCH && n == KILL_BATCH) {
        node.kill();
        node = start();
        batches = new Batches("selecting", node.api());
        // Frames leave in the order in which their samples arrive.
        var again = batches.ids(epoch, n);
        assertEquals(new TreeSet<>(ids), new TreeSet<>(again), "a batch after the kill");
      }
    }
    delivered += seen.cardinality();
    samplesOfLast = seen.cardinality();
    new Api(node.api())
        .post(
            "/v1/jobs/selecting/epochs/%d/ranks/0/consumed".formatted(epoch),
            "{\"below\": %d, \"generation\": 1}".formatted((samplesOfLast + BATCH - 1) / BATCH));
    var everything = epoch % FULL_EVERY == 0;
    assertEquals(everything, seen.cardinality() == SAMPLES, "epoch " + epoch + ": " + seen);
    return node;
  }

  private void checkMetrics(Api api) throws Exception {
    var last = api.get("/v1/jobs/selecting/metrics").path("epochs").path(EPOCHS - 1);
    assertEquals(EPOCHS - 1, last.path("epoch").asInt());
    assertEquals(samplesOfLast, last.path("samples").asInt(), last.toString());
    assertEquals(samplesOfLast / (double) SAMPLES, last.path("selectedShare").asDouble(), 1e-9);
  }

  /** Later samples are harder. */
  private static void tell(Api api, int epoch, List<Long> ids) throws Exception {
    var losses =
        ids.stream().map(id -> String.valueOf(id / 100.0)).collect(Collectors.joining(","));
    var body = "{\"epoch\": %d, \"ids\": %s, \"losses\": [%s]}".formatted(epoch, ids, losses);
    api.post("/v1/jobs/selecting/losses", body);
  }

  private double share(int from, int to) {
    var sum = 0;
    for (int id = from; id < to; id++) {
      sum += deliveries[id];
    }
    return sum / (double) (to - from);
  }
}
