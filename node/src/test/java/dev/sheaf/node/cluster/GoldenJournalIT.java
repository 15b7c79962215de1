package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node goes on with what another version's node left: its journal and its manifests, both of
 * which lie in {@code src/test/resources/golden/journal}. Jobs get the batches that were assigned
 * to them, and the rest of their epoch exactly once.
 *
 * <p>What lies there is never changed. A change of the format that this node can read, but would
 * not write, gets a folder of its own by {@code -Dsheaf.golden=journal}.
 */
final class GoldenJournalIT {
  private static final boolean WRITE = System.getProperty("sheaf.golden", "").equals("journal");
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "journal");
  private static final List<String> CLASSES = List.of("ant", "bee", "cat", "dog");
  private static final int PER_CLASS = 64;
  private static final int SAMPLE_BYTES = 2048;
  private static final int SAMPLES = PER_CLASS * 4;
  private static final int BATCHES = SAMPLES / 16;

  /** As many as the first window has. */
  private static final int ASSIGNED = 8;

  private static final int READ = 5;

  @TempDir Path folder;

  @Test
  @Timeout(180)
  void jobsOfAnotherVersionGoOnWhereTheyWere() throws Exception {
    var images = folder.resolve("images");
    writeImages(images);
    if (WRITE) {
      record(images);
    }
    var golden = new GoldenState(GOLDEN, images.toUri().toString());
    golden.restore(folder.resolve("node/state"));
    var assigned = read(GOLDEN.resolve("batches.tsv"));
    try (var node = start("node")) {
      for (var job : List.of("strict", "substitute")) {
        assertEquals(1, new Api(node.api()).get("/v1/jobs/" + job).path("generation").asInt());
        var seen = new ArrayList<Long>();
        for (int n = 0; n < BATCHES; n++) {
          var ids = ids(job, node, n);
          seen.addAll(ids);
          if (assigned.containsKey(job + " " + n)) {
            assertEquals(assigned.get(job + " " + n), ids, job + ", batch " + n);
          }
        }
        assertEquals(SAMPLES, new HashSet<>(seen).size(), job + ": samples of the epoch");
        assertEquals(SAMPLES, seen.size(), job + ": each once");
      }
    }
    assertTrue(assigned.size() >= ASSIGNED + BATCHES);
  }

  /** In the order of their names: frames come in order of arrival. */
  private static List<Long> ids(String job, NodeProcess node, int n) throws Exception {
    return new Batches(job, node.api()).ids(0, n).stream().sorted().toList();
  }

  private NodeProcess start(String name) throws Exception {
    return NodeProcess.start(folder.resolve(name), List.of("cache.memory=8 MiB"));
  }

  /** Bytes that are no picture: nobody decodes them, and they are the same on every machine. */
  private static void writeImages(Path images) throws Exception {
    for (var name : CLASSES) {
      Files.createDirectories(images.resolve(name));
      for (int i = 0; i < PER_CLASS; i++) {
        var bytes = new byte[SAMPLE_BYTES];
        Arrays.fill(bytes, (byte) (name.charAt(0) + i));
        Files.write(images.resolve(name + "/%02d.jpg".formatted(i)), bytes);
      }
    }
  }

  private void record(Path images) throws Exception {
    var ids = new TreeMap<String, List<Long>>();
    try (var node = start("written")) {
      var api = new Api(node.api());
      api.register("files", images);
      for (var job : List.of("strict", "substitute")) {
        api.submit(job, "files", job, 2);
        for (int n = 0; n < READ; n++) {
          ids.put(job + " " + n, ids(job, node, n));
        }
        api.post(
            "/v1/jobs/" + job + "/epochs/0/ranks/0/consumed", "{\"below\": 3, \"generation\": 1}");
      }
      node.terminate();
    }
    var state = folder.resolve("written/state");
    new GoldenState(GOLDEN, images.toUri().toString()).keep(state);
    try (var node = start("written")) {
      for (int n = READ; n < BATCHES; n++) {
        ids.put("strict " + n, ids("strict", node, n));
        if (n < ASSIGNED) {
          ids.put("substitute " + n, ids("substitute", node, n));
        }
      }
    }
    Files.writeString(
        GOLDEN.resolve("batches.tsv"),
        ids.entrySet().stream()
            .map(entry ->
                entry.getKey()
                    + "\t"
                    + entry.getValue().stream().map(Object::toString).collect(Collectors.joining(" "))
                    + "\n")
            .collect(Collectors.joining()));
  }

  private static Map<String, List<Long>> read(Path file) throws Exception {
    var batches = new TreeMap<String, List<Long>>();
    for (var line : Files.readAllLines(file)) {
      var columns = line.split("\t", -1);
      batches.put(
          columns[0], Arrays.stream(columns[1].split(" ", -1)).map(Long::valueOf).toList());
    }
    return batches;
  }
}
