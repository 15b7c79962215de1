package dev.sheaf.node.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job of global order over archives, in a memory that holds a part of them. */
final class GlobalOrderIT {
  private static final int RECORDS = 2_000;
  private static final int BATCH = 32;
  private static final int EPOCHS = 2;
  private static final double CACHE = 0.4;
  private static final int MOST_LOOKS = 200;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void everySampleIsDeliveredOnceForWhatItWasSaidToCost() throws Exception {
    var data = Records.write(folder.resolve("data"), RECORDS, 1);
    var memory = PolicyComparison.memoryBytes(CACHE, (long) RECORDS * Records.BYTES);
    var settings = ScratchSettings.of(folder.resolve("state"), List.of("cache.memory=" + memory));
    try (var node = SheafNode.start(settings)) {
      var api = new NodeApi(node.apiAddress());
      api.register("mixed", data.toUri().toString());
      var cost = submit(api).path("shuffleCost");
      var before = node.storage().originGets();
      var job = new ReadingJob(api, new ReadingJob.Task("mixing", RECORDS, EPOCHS));
      while (job.epochs() < 1) {
        job.step();
      }
      var first = node.storage().originGets() - before;
      while (!job.isOver()) {
        job.step();
      }
      var both = node.storage().originGets() - before;
      System.out.printf("%d GETs, then %d; said %s%n", first, both - first, cost);
      assertEquals(List.of(0L, 0L), List.of(job.duplicates(), job.missing()));
      near(cost.at("/global/firstEpoch/gets").asLong(), first);
      near(cost.at("/global/laterEpoch/gets").asLong(), both - first);
      assertTrue(both - first > 10 * cost.at("/packages/laterEpoch/gets").asLong(), "by samples");
      node.flushCounters();
      assertEquals(both, gets(api, both), "the job's account has every GET");
    }
  }

  private static JsonNode submit(NodeApi api) throws IOException {
    return api.send(
        "POST",
        "/v1/jobs",
        JsonNodeFactory.instance
            .objectNode()
            .put("name", "mixing")
            .put("dataset", "mixed")
            .put("contract", "strict")
            .put("shuffle", "global")
            .put("batchSize", BATCH)
            .put("epochs", EPOCHS));
  }

  /** Within a twentieth: pages are kept whole, and told while the first batches are read. */
  private static void near(long said, long read) {
    assertTrue(
        Math.abs(said - read) <= said / 20, () -> read + " GETs where " + said + " were said");
  }

  /** The GETs of the job's account, once they are as many as expected or do not change. */
  private static long gets(NodeApi api, long expected) throws IOException {
    for (int look = 0; ; look++) {
      var gets = api.getJson("/v1/jobs/mixing/metrics").path("originGets").asLong();
      if (gets == expected || look == MOST_LOOKS) {
        return gets;
      }
      LockSupport.parkNanos(50_000_000);
    }
  }
}
