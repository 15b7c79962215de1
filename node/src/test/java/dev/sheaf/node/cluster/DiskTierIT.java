package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.sharding.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose memory holds a part of a dataset, with a disk under it that is put to the test. */
final class DiskTierIT {
  private static final int PER_CLASS = 120;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int KILL_BATCH = SAMPLES / 16 * 3 / 4;

  @TempDir Path folder;

  @BeforeEach
  void images() throws IOException {
    new ImageSynthesizer(7).write(folder.resolve("images"), PER_CLASS, 0);
  }

  private NodeProcess node(String... disk) throws IOException {
    var settings = new java.util.ArrayList<>(List.of(disk));
    settings.add("cache.memory=1 MiB");
    return NodeProcess.start(folder.resolve("node"), settings);
  }

  private static TrainingClient client(Api api, String job, Runnable atKillBatch) {
    return new TrainingClient(
        job,
        SAMPLES,
        1,
        List.of(api.root()),
        (epoch, n) -> {
          if (n == KILL_BATCH) {
            atKillBatch.run();
          }
        });
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  @Timeout(120)
  void aKilledNodeServesFromItsDiskWhatItHadWritten() throws Exception {
    try (var node = node("cache.disk=64 MiB")) {
      var api = new Api(node.api());
      api.register("shapes", folder.resolve("images/train"));
      api.submit("first", "shapes", "substitute", 1);
      var client =
          client(
              api,
              "first",
              () -> {
                node.kill();
                throw new Killed();
              });
      assertThrows(Killed.class, client::train);
    }
    try (var node = node("cache.disk=64 MiB")) {
      var api = new Api(node.api());
      var found = api.metric("sheaf_disk_used_bytes");
      api.submit("second", "shapes", "substitute", 1);
      client(api, "second", () -> {}).train();
      var gets = api.metric("sheaf_origin_gets_total");
      var reads = api.metric("sheaf_disk_reads_total");
      System.out.printf(
          "after SIGKILL: %.0f bytes found on disk, %.0f packages read from it, %.0f GETs where a"
              + " cold pass takes %d%n",
          found, reads, gets, SAMPLES);
      assertTrue(found > 0 && reads > 0, "nothing came from the disk");
      assertTrue(gets < SAMPLES * 0.75, gets + " GETs");
    }
  }

  @Test
  @Timeout(120)
  void aFullDiskCostsReadsAndNothingElse() throws Exception {
    var mount = Files.createDirectories(folder.resolve("small"));
    try (var disk = SmallDisk.mount(mount, 8)) {
      disk.fill();
      try (var node = node("cache.disk=4 MiB", "cache.disk-path=" + mount.resolve("tier"))) {
        var api = new Api(node.api());
        api.register("shapes", folder.resolve("images/train"));
        api.submit("job", "shapes", "strict", 1);
        client(api, "job", () -> {}).train();
        var ready = api.get("/ready");
        assertTrue(ready.path("ready").asBoolean());
        var degraded = ready.path("degraded").path(0).asText();
        assertTrue(degraded.contains("lower sheaf.cache.disk"), ready.toString());
        assertEquals(0, api.metric("sheaf_disk_capacity_bytes"));
        assertEquals(1, api.metric("sheaf_disk_errors_total"));
      }
    }
  }
}
