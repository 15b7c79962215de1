package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same member trained twice: once in peace, and once with {@code kill -9} of its trainer and
 * then of its node, which is that of its worker, its coordinator and its job, in mid-epoch.
 */
final class KilledTrainingIT {
  private static final int PER_CLASS = 25;
  private static final int EPOCHS = 4;
  private static final long POLL_NANOS = 10_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(80);

  @TempDir Path folder;

  @Test
  @Timeout(180)
  void lossesAndWeightsAreThoseOfTheTrainingThatNobodyInterruptedToTheLastBit() throws Exception {
    new ImageSynthesizer(23).write(folder.resolve("images"), PER_CLASS, 0);
    var calmLosses = new TreeMap<Integer, Double>();
    var losses = new TreeMap<Integer, Double>();
    long stepsOfEpoch;
    try (var node = start()) {
      var api = new Api(node.api());
      api.register("shapes", folder.resolve("images/train"));
      api.post("/v1/ensembles", ensemble("calm"));
      await(api, "calm", calmLosses, KilledTrainingIT::isOver);
      api.post("/v1/ensembles", ensemble("hit"));
      stepsOfEpoch = stepsOfEpoch(api);
      var first = await(api, "hit", losses, each -> step(each) > stepsOfEpoch * 3 / 2);
      var pid = first.at("/members/0/progress/pid").asLong();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      await(
          api,
          "hit",
          losses,
          each ->
              each.at("/members/0/progress/pid").asLong() != pid
                  && step(each) > stepsOfEpoch * 5 / 2);
      node.kill();
    }
    try (var node = start()) {
      var api = new Api(node.api());
      var hit = await(api, "hit", losses, KilledTrainingIT::isOver);
      assertEquals("trained", hit.path("phase").asText(), hit::toString);
      var calm = api.get("/v1/ensembles/calm");
      assertEquals(
          calm.at("/members/0/latest").path("loss"), hit.at("/members/0/latest").path("loss"));
      assertEquals(calm.at("/leaderboard/loss"), hit.at("/leaderboard/loss"));
      for (var epoch : losses.keySet()) {
        if (calmLosses.containsKey(epoch)) {
          assertEquals(calmLosses.get(epoch), losses.get(epoch), "epoch " + epoch);
        }
      }
      System.out.println("held-out losses by epoch, in peace " + calmLosses + ", hit " + losses);
      for (var suffix : List.of(".checkpoint", ".best")) {
        assertArrayEquals(weights("calm", suffix), weights("hit", suffix), suffix);
      }
      for (var name : List.of("calm", "hit")) {
        var job = api.get("/v1/jobs/" + name + ".one/metrics");
        assertEquals(0, job.path("duplicates").asInt(-1), job::toString);
        assertEquals(0, job.path("missing").asInt(-1), job::toString);
        var ledger = api.get("/v1/jobs/" + name + ".one");
        assertEquals(EPOCHS, ledger.path("epoch").asInt(), "all is committed: " + ledger);
        assertEquals(0, ledger.path("step").asInt(-1), ledger::toString);
      }
    }
  }

  private static long stepsOfEpoch(Api api) throws Exception {
    var samples = api.get("/v1/datasets/shapes").path("samples").asLong();
    return (samples - samples / 4) / 8;
  }

  private static long step(JsonNode ensemble) {
    return ensemble.at("/members/0/progress/step").asLong();
  }

  private static boolean isOver(JsonNode ensemble) {
    return !List.of("profiling", "training", "judging").contains(ensemble.path("phase").asText());
  }

  /** Waits, and notes what is seen of the held-out losses on the way. */
  private static JsonNode await(
      Api api, String name, Map<Integer, Double> losses, Predicate<JsonNode> wanted)
      throws Exception {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var now = api.get("/v1/ensembles/" + name);
      var latest = now.at("/members/0/latest");
      if (latest.has("loss")) {
        losses.put(latest.path("epoch").asInt(), latest.path("loss").asDouble());
      }
      if (wanted.test(now)) {
        return now;
      }
      assertTrue(System.nanoTime() < until, () -> "it stands still: " + now);
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private byte[] weights(String ensemble, String suffix) throws IOException {
    try (var files = Files.walk(folder.resolve("node/state/ensembles").resolve(ensemble))) {
      var file = files.filter(each -> each.endsWith("one" + suffix)).findFirst();
      assertTrue(file.isPresent(), ensemble + " has no " + suffix);
      return Files.readAllBytes(file.get());
    }
  }

  private NodeProcess start() throws IOException {
    var home = Path.of("..").toAbsolutePath().normalize();
    return NodeProcess.start(
        folder.resolve("node"),
        List.of("gpu.slots=1", "cache.memory=32MiB"),
        Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -Dsheaf.home=" + home));
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
