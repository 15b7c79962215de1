package dev.sheaf.node.comparison;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two datasets on one node whose memory holds half of one, over an origin that takes 20 ms to its
 * first byte: one is read as fast as it comes, the other, the first by name, by a job that
 * computes.
 */
final class DivisionIT {
  private static final int RECORDS = 2_000;
  private static final int BATCH = 16;
  private static final int EPOCHS = 1_000;
  private static final double CACHE = 0.5;
  private static final long COMPUTE_NANOS = 100_000_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = 200_000_000;

  @TempDir Path folder;
  private volatile boolean ends;

  @Test
  @Timeout(180)
  void theJobThatWaitsHasTheMemoryUntilItEnds() throws Exception {
    try (var node = SheafNode.start(settings());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var api = new NodeApi(node.apiAddress());
      api.register(
          "waited", Records.write(folder.resolve("waited"), RECORDS, 1).toUri().toString());
      api.register(
          "computed", Records.write(folder.resolve("computed"), RECORDS, 2).toUri().toString());
      submit(api, "waits", "waited");
      submit(api, "computes", "computed");
      var waits = threads.submit(reading(api, "waits", 0));
      var computes = threads.submit(reading(api, "computes", COMPUTE_NANOS));

      var computed = awaited(api, "computed", memory -> isMeasured(memory) && share(memory) < 0.2);
      var waited = awaited(api, "waited", memory -> isMeasured(memory) && share(memory) < 1);
      assertTrue(share(waited) > 0.8, waited::toString);
      System.out.printf("both read: waited %s%n           computed %s%n", waited, computed);
      assertTrue(waitShare(waited) > waitShare(computed), () -> waited + " and " + computed);

      api.send("DELETE", "/v1/jobs/waits", JsonNodeFactory.instance.objectNode());
      var alone = awaited(api, "computed", memory -> share(memory) == 1);
      System.out.printf("one ended: computed %s%n", alone);
      ends = true;
      waits.get();
      computes.get();
    }
  }

  private Settings settings() {
    var dataset = (long) RECORDS * Records.BYTES;
    return ScratchSettings.of(
        folder.resolve("state"),
        List.of(
            "cache.memory=" + PolicyComparison.memoryBytes(CACHE, dataset),
            "cache.division.rest=1s",
            "origin.emulate.enabled=true"));
  }

  private static void submit(NodeApi api, String job, String dataset) throws IOException {
    api.send(
        "POST",
        "/v1/jobs",
        JsonNodeFactory.instance
            .objectNode()
            .put("name", job)
            .put("dataset", dataset)
            .put("contract", "substitute")
            .put("batchSize", BATCH)
            .put("epochs", EPOCHS));
  }

  /** Reads until the test ends or the job is stopped. */
  private Callable<Void> reading(NodeApi api, String name, long computeNanos) {
    return () -> {
      var job = new ReadingJob(api, new ReadingJob.Task(name, RECORDS, EPOCHS));
      while (!ends) {
        try {
          job.step();
        } catch (IOException stopped) {
          return null;
        }
        LockSupport.parkNanos(computeNanos);
      }
      return null;
    };
  }

  /** A dataset's memory once it is as expected. */
  private static JsonNode awaited(NodeApi api, String dataset, Predicate<JsonNode> expected)
      throws IOException {
    var until = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      var memory = api.getJson("/v1/datasets/" + dataset).path("memory");
      if (expected.test(memory)) {
        return memory;
      }
      assertTrue(System.nanoTime() < until, () -> dataset + " still has " + memory);
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static double share(JsonNode memory) {
    return memory.path("shareBytes").asDouble() / memory.path("ofBytes").asDouble();
  }

  private static boolean isMeasured(JsonNode memory) {
    return memory.at("/jobs/0/measured").asBoolean();
  }

  private static double waitShare(JsonNode memory) {
    return memory.at("/jobs/0/waitShare").asDouble();
  }
}
