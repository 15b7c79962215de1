package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same member trained twice: once in peace, and once with {@code kill -9} of its trainer and
 * then of its node, which is that of its worker, its coordinator and its job, in mid-epoch.
 */
final class KilledTrainingIT {
  private static final int PER_CLASS = 60;

  /** So many that there is still training to be hit when it is looked at. */
  private static final int EPOCHS = 12;

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
      api.post("/v1/ensembles", OneMember.spec("calm", EPOCHS));
      await(api, "calm", calmLosses, OneMember::isOver);
      api.post("/v1/ensembles", OneMember.spec("hit", EPOCHS));
      stepsOfEpoch = OneMember.stepsOfEpoch(api);
      var first = await(api, "hit", losses, each -> OneMember.step(each) > stepsOfEpoch * 3 / 2);
      var pid = OneMember.pid(first);
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      await(
          api,
          "hit",
          losses,
          each -> OneMember.pid(each) != pid && OneMember.step(each) > stepsOfEpoch * 5 / 2);
      node.kill();
    }
    try (var node = start()) {
      var api = new Api(node.api());
      var hit = await(api, "hit", losses, OneMember::isOver);
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
        OneMember.assertExact(api, name, EPOCHS);
      }
    }
  }

  /** Waits, and notes what is seen of the held-out losses on the way. */
  private static JsonNode await(
      Api api, String name, Map<Integer, Double> losses, Predicate<JsonNode> wanted)
      throws Exception {
    return OneMember.await(
        api,
        name,
        now -> {
          var latest = now.at("/members/0/latest");
          if (latest.has("loss")) {
            losses.put(latest.path("epoch").asInt(), latest.path("loss").asDouble());
          }
          return wanted.test(now);
        });
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
}
