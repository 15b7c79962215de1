package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.node.child.ChildNode;
import dev.sheaf.sharding.journal.JournalUrl;
import dev.sheaf.sharding.testing.PostgresServer;
import java.io.IOException;
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
 * A cluster goes on with what another version's node left: its journal and its manifests, both of
 * which lie in {@code src/test/resources/golden/journal}. Jobs get the batches that were assigned
 * to them, and the rest of their epoch exactly once, though a node of the next version joins on the
 * way; one of the version after that is turned away.
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
  private final Map<String, List<Long>> seen = new TreeMap<>();
  private Map<String, List<Long>> assigned = Map.of();

  @Test
  @Timeout(180)
  void jobsOfAnotherVersionGoOnAmongNodesOfTwo() throws Exception {
    var images = folder.resolve("images");
    writeImages(images);
    if (WRITE) {
      record(images);
    }
    var golden = new GoldenState(GOLDEN, images.toUri().toString());
    assigned = read(GOLDEN.resolve("batches.tsv"));
    for (var name : List.of("today", "tomorrow")) {
      golden.restoreManifests(folder.resolve(name + "/state"));
    }
    try (var postgres = PostgresServer.start()) {
      var url = postgres.newDatabase();
      golden.restoreJournal(JournalUrl.parse(url));
      try (var today = join("today", url, "", 1)) {
        readHalf("strict", today, 0);
        readHalf("substitute", today, 0);
        try (var tomorrow = join("tomorrow", url, today.clusterAddress(), 2)) {
          readHalf("strict", tomorrow, BATCHES / 2);
          readHalf("substitute", tomorrow, BATCHES / 2);
          assertEquals(SAMPLES, new HashSet<>(seen.get("strict")).size(), "of the strict job");
          assertEquals(SAMPLES, new HashSet<>(seen.get("substitute")).size(), "of the other");
          assertThrows(
              IOException.class, () -> join("later", url, today.clusterAddress(), 3).close());
          var said = Files.readString(folder.resolve("later/" + ChildNode.LOG));
          assertTrue(said.contains("turned this node away"), said);
        }
      }
    }
    seen.forEach((job, ids) -> assertEquals(SAMPLES, ids.size(), job + ": each once"));
    assertTrue(assigned.size() >= ASSIGNED + BATCHES);
  }

  private void readHalf(String job, NodeProcess node, int from) throws Exception {
    for (int n = from; n < from + BATCHES / 2; n++) {
      var ids = ids(job, node, n);
      seen.computeIfAbsent(job, absent -> new ArrayList<>()).addAll(ids);
      assertEquals(assigned.getOrDefault(job + " " + n, ids), ids, job + ", batch " + n);
    }
  }

  /** A node that says it is of the version with this protocol. */
  private NodeProcess join(String name, String url, String seeds, int protocol) throws Exception {
    return NodeProcess.start(
        folder.resolve(name),
        List.of("journal.url=" + url, "cache.memory=8 MiB", "cluster.seeds=" + seeds),
        Map.of("JAVA_TOOL_OPTIONS", "-Dsheaf-protocol=" + protocol));
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
                    + entry.getValue().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(" "))
                    + "\n")
            .collect(Collectors.joining()));
  }

  private static Map<String, List<Long>> read(Path file) throws Exception {
    var batches = new TreeMap<String, List<Long>>();
    for (var line : Files.readAllLines(file)) {
      var columns = line.split("\t", -1);
      batches.put(columns[0], Arrays.stream(columns[1].split(" ", -1)).map(Long::valueOf).toList());
    }
    return batches;
  }
}
