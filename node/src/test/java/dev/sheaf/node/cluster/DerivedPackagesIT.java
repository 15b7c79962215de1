package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An importance job over records in packages that do not know how hard their samples are: what it
 * reads from the origin with derived packages and without.
 */
final class DerivedPackagesIT {
  private static final int SAMPLES = 4_000;
  private static final int RECORD_BYTES = 3073;
  private static final int BATCH = 10;
  private static final int STEPS_A_WORD = 5;
  private static final int EPOCHS = 4;

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void fewerPackagesAreReadForAsManySamples() throws Exception {
    records();
    var without = run(0);
    var with = run(50);
    System.out.printf("reads a sample: %.2f, without %.2f%n", steady(with), steady(without));
    assertEquals(sum(without, Epoch::delivered), sum(with, Epoch::delivered), 200);
    assertTrue(
        steady(with) < 0.8 * steady(without),
        () -> "with derived packages " + with + ", without " + without);
  }

  private record Epoch(int delivered, long originReads) {}

  private static double sum(List<Epoch> epochs, ToDoubleFunction<Epoch> of) {
    return epochs.stream().mapToDouble(of).sum();
  }

  /** Reads a sample, once derived packages had a pass to be made in. */
  private static double steady(List<Epoch> epochs) {
    var last = epochs.subList(2, EPOCHS);
    return sum(last, Epoch::originReads) / sum(last, Epoch::delivered);
  }

  private void records() throws IOException {
    var bytes = new byte[SAMPLES * RECORD_BYTES];
    new Random(7).nextBytes(bytes);
    for (int id = 0; id < SAMPLES; id++) {
      bytes[id * RECORD_BYTES] = (byte) (id % 10);
    }
    Files.createDirectories(folder.resolve("data"));
    Files.write(folder.resolve("data/data_batch_1.bin"), bytes);
  }

  private List<Epoch> run(int derivedPercent) throws Exception {
    var settings = List.of("cache.memory=5 MiB", "cache.derived-percent=" + derivedPercent);
    try (var node = NodeProcess.start(folder.resolve("node-" + derivedPercent), settings)) {
      var api = new Api(node.api());
      api.register("records", folder.resolve("data"), "cifar");
      api.post(
          "/v1/jobs",
          """
          {"name": "hard", "dataset": "records", "contract": "importance", "batchSize": %d,
           "epochs": %d, "seed": 5, "importance": {"warmUpEpochs": 1, "fullEvery": 100, "beta": 2}}
          """
              .formatted(BATCH, EPOCHS));
      var batches = new Batches("hard", node.api());
      var delivered = new ArrayList<Integer>();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        delivered.add(train(api, batches, epoch));
      }
      return figures(api, delivered);
    }
  }

  private static List<Epoch> figures(Api api, List<Integer> delivered) throws Exception {
    var epochs = api.get("/v1/jobs/hard/metrics").path("epochs");
    var figures = new ArrayList<Epoch>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      figures.add(new Epoch(delivered.get(epoch), epochs.path(epoch).path("originReads").asLong()));
    }
    return figures;
  }

  private static int train(Api api, Batches batches, int epoch) throws Exception {
    var seen = new BitSet();
    var read = new ArrayList<Long>();
    for (int n = 0; ; n++) {
      var ids = batches.ids(epoch, n);
      if (ids.isEmpty()) {
        say(api, epoch, n, read);
        return seen.cardinality();
      }
      for (var id : ids) {
        assertTrue(!seen.get(id.intValue()), "sample " + id + " twice in epoch " + epoch);
        seen.set(id.intValue());
      }
      read.addAll(ids);
      if (n % STEPS_A_WORD == 0) {
        say(api, epoch, n + 1, read);
        read.clear();
      }
    }
  }

  private static void say(Api api, int epoch, int below, List<Long> read) throws Exception {
    if (!read.isEmpty()) {
      tell(api, epoch, read);
    }
    api.post(
        "/v1/jobs/hard/epochs/%d/ranks/0/consumed".formatted(epoch),
        "{\"below\": %d, \"generation\": 1}".formatted(below));
  }

  /** How hard a sample is has nothing to do with its place. */
  private static void tell(Api api, int epoch, List<Long> ids) throws Exception {
    var losses =
        ids.stream()
            .map(id -> String.valueOf(Draw.below(Draw.draw(3, id), 1_000_000) / 1000.0))
            .collect(Collectors.joining(","));
    var body = "{\"epoch\": %d, \"ids\": %s, \"losses\": [%s]}".formatted(epoch, ids, losses);
    api.post("/v1/jobs/hard/losses", body);
  }
}
