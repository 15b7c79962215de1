package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** An ensemble with one member over the dataset {@code shapes}, and what is seen of it. */
final class OneMember {
  private static final long POLL_NANOS = 10_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(80);
  private static final int BATCH = 8;

  private OneMember() {}

  static String spec(String name, int epochs) {
    return """
    {"name": "%s", "dataset": "shapes", "contract": "strict", "epochs": %d, "batchSize": %d,
     "seed": 3, "validation": 0.25,
     "preprocess": {"ops": ["decode", "crop 32 pad 4", "flip", "normalize"]},
     "members": [{"name": "one", "model": "cnn", "width": 8}]}
    """
        .formatted(name, epochs, BATCH);
  }

  static long stepsOfEpoch(Api api) throws IOException, InterruptedException {
    var samples = api.get("/v1/datasets/shapes").path("samples").asLong();
    return (samples - samples / 4) / BATCH;
  }

  static long step(JsonNode ensemble) {
    return ensemble.at("/members/0/progress/step").asLong();
  }

  static long pid(JsonNode ensemble) {
    return ensemble.at("/members/0/progress/pid").asLong();
  }

  static boolean isOver(JsonNode ensemble) {
    return !List.of("profiling", "training", "judging").contains(ensemble.path("phase").asText());
  }

  static JsonNode await(Api api, String name, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
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

  /** Its job has every sample once an epoch, and all of it is committed. */
  static void assertExact(Api api, String name, int epochs)
      throws IOException, InterruptedException {
    var job = api.get("/v1/jobs/" + name + ".one/metrics");
    assertEquals(0, job.path("duplicates").asInt(-1), job::toString);
    assertEquals(0, job.path("missing").asInt(-1), job::toString);
    var ledger = api.get("/v1/jobs/" + name + ".one");
    assertEquals(epochs, ledger.path("epoch").asInt(), "all is committed: " + ledger);
    assertEquals(0, ledger.path("step").asInt(-1), ledger::toString);
  }
}
