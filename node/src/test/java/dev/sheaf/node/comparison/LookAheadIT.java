package dev.sheaf.node.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A strict and a substituting job at a steady pace, from an origin that takes 20 ms to its first
 * byte: with look-ahead and without.
 */
final class LookAheadIT {
  private static final int RECORDS = 2_500;
  private static final int RECORD_BYTES = 3_073;
  private static final int BATCH = 16;
  private static final int EPOCHS = 2;
  private static final double CACHE = 0.4;
  private static final long COMPUTE_NANOS = 2_000_000;
  private static final int MOST_LOOKS = 200;

  /** What substitutes save depends on timing; a read that is counted twice shows as 0.4 or more. */
  private static final double TOLERANCE = 0.08;

  @TempDir Path folder;

  /** What the jobs of one node were served. */
  private record Figures(
      double readsPerSample, double missesPerSample, double waitSeconds, double wallSeconds) {}

  @Test
  @Timeout(120)
  void whatIsKnownToComeIsInMemoryBeforeItIsAskedForAndCountedOnce() throws Exception {
    var data = writeRecords();
    var without = run(data, "0");
    var with = run(data, "auto");
    System.out.printf("without look-ahead: %s%nwith look-ahead:    %s%n", without, with);
    assertTrue(
        with.missesPerSample() < 0.5 * without.missesPerSample(),
        "batches found their samples in memory: " + with + " but before " + without);
    assertEquals(without.readsPerSample(), with.readsPerSample(), TOLERANCE, "reads of the origin");
  }

  private Figures run(Path data, String lookAhead) throws Exception {
    var settings =
        ScratchSettings.of(
            folder.resolve("state-" + lookAhead),
            List.of(
                "cache.memory="
                    + PolicyComparison.memoryBytes(CACHE, (long) RECORDS * RECORD_BYTES),
                "cache.look-ahead=" + lookAhead,
                "origin.emulate.enabled=true"));
    try (var node = SheafNode.start(settings)) {
      var api = new NodeApi(node.apiAddress());
      api.register("ahead", data.toUri().toString());
      var before = node.storage().originBytes();
      var began = System.nanoTime();
      var waited = read(api);
      var wall = System.nanoTime() - began;
      node.flushCounters();
      return figures(settled(api, node, before), waited / 1e9, wall / 1e9);
    }
  }

  /** Reads all jobs by turns, so that they stay in step; gives how long they waited. */
  private static long read(NodeApi api) throws Exception {
    var jobs = new ArrayList<ReadingJob>();
    for (var name : names()) {
      api.send(
          "POST",
          "/v1/jobs",
          JsonNodeFactory.instance
              .objectNode()
              .put("name", name)
              .put("dataset", "ahead")
              .put("contract", name.startsWith("strict") ? "strict" : "substitute")
              .put("batchSize", BATCH)
              .put("epochs", EPOCHS)
              .put("ranks", 1)
              .put("seed", name.length()));
      jobs.add(new ReadingJob(api, new ReadingJob.Task(name, RECORDS, EPOCHS)));
    }
    var waited = 0L;
    while (!jobs.stream().allMatch(ReadingJob::isOver)) {
      for (var job : jobs) {
        var asked = System.nanoTime();
        job.step();
        waited += System.nanoTime() - asked;
        LockSupport.parkNanos(COMPUTE_NANOS);
      }
    }
    for (var job : jobs) {
      assertEquals(List.of(0L, 0L), List.of(job.duplicates(), job.missing()), job.name());
    }
    return waited;
  }

  private static List<String> names() {
    return List.of("strict", "substitute");
  }

  /** The jobs' metrics, once they count every byte that the node has read. */
  private static List<JsonNode> settled(NodeApi api, SheafNode node, long before)
      throws IOException {
    for (int look = 0; ; look++) {
      var all = new ArrayList<JsonNode>();
      for (var name : names()) {
        all.add(api.getJson("/v1/jobs/" + name + "/metrics"));
      }
      var read = node.storage().originBytes() - before;
      if (sum(all, "/originBytes") == read && sum(all, "/delivered") == delivered()) {
        return all;
      }
      if (look == MOST_LOOKS) {
        throw new AssertionError(
            "the node read %d bytes but the jobs' accounts are %s".formatted(read, all));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static double delivered() {
    return (double) names().size() * EPOCHS * RECORDS;
  }

  private static Figures figures(List<JsonNode> all, double waited, double wall) {
    return new Figures(
        sum(all, "/originReads") / delivered(),
        1 - sum(all, "/hits/memory") / delivered(),
        waited,
        wall);
  }

  private static double sum(List<JsonNode> metrics, String figure) {
    return metrics.stream().mapToDouble(each -> each.at(figure).asDouble()).sum();
  }

  /** Records of CIFAR's form; their pixels are noise. */
  private Path writeRecords() throws IOException {
    var data = Files.createDirectories(folder.resolve("data"));
    var bytes = new byte[RECORDS * RECORD_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % RECORD_BYTES == 0 ? i / RECORD_BYTES % 10 : Draw.draw(1, i / 8));
    }
    Files.write(data.resolve("data_batch_1.bin"), bytes);
    return data;
  }
}
