package dev.sheaf.actors.copies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.copies.FileSet.Name;
import dev.sheaf.actors.copies.FileSet.Stamp;
import dev.sheaf.actors.dataset.SegmentPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSetsTest {
  private static final Name ONE = new Name("trio", "one");
  private static final Stamp FIRST = new Stamp(1, 0, 0);
  private static final Stamp SECOND = new Stamp(1, 1, 0);

  @TempDir Path folder;
  private final Map<String, FileSets> nodes = new LinkedHashMap<>();

  /**
   * Fake: nodes of one process that ask each other without a network; who has left is not asked.
   */
  private final class Neighbours implements FileSetPeers {
    private final String self;

    Neighbours(String self) {
      this.self = self;
    }

    private List<FileSets> others() {
      return nodes.entrySet().stream()
          .filter(each -> !each.getKey().equals(self))
          .map(Map.Entry::getValue)
          .toList();
    }

    @Override
    public List<String> latest(Name name) {
      return others().stream().map(node -> node.latest(name)).flatMap(Optional::stream).toList();
    }

    @Override
    public boolean keep(Name name, String document) {
      for (var node : others()) {
        try {
          node.keepFor(name, document);
          return true;
        } catch (IOException refused) {
          // The next one may take it.
        }
      }
      return false;
    }

    SegmentPart segment(String hash, long offset) throws IOException {
      for (var node : others()) {
        var part = node.segment(hash, offset);
        if (part.isPresent()) {
          return part.get();
        }
      }
      throw new IOException("nobody has " + hash);
    }
  }

  private FileSets start(String node) throws IOException {
    var peers = new Neighbours(node);
    var sets =
        FileSets.open(
            Files.createDirectories(folder.resolve(node + "-copies")), peers::segment, peers);
    nodes.put(node, sets);
    return sets;
  }

  private Map<String, Path> places(String node) {
    var home = folder.resolve(node);
    return Map.of("checkpoint", home.resolve("one.checkpoint"), "best", home.resolve("one.best"));
  }

  private void write(String node, String what, String words) throws IOException {
    var place = places(node).get(what);
    Files.createDirectories(place.getParent());
    Files.writeString(place, words);
  }

  private String read(String node, String what) throws IOException {
    return Files.readString(places(node).get(what));
  }

  @Test
  void whatANodeKeptIsBroughtAfterItHasGone() throws Exception {
    var a = start("a");
    start("b");
    write("a", "checkpoint", "epoch 1");
    write("a", "best", "epoch 1, the best");
    assertTrue(a.keep(ONE, FIRST, places("a")));
    nodes.remove("a");
    var c = start("c");
    assertTrue(c.bring(ONE, places("c")));
    assertEquals("epoch 1", read("c", "checkpoint"));
    assertEquals("epoch 1, the best", read("c", "best"));
    assertFalse(c.bring(ONE, places("c")), "it lies there already");
  }

  /** What a kept after an epoch, b brings, and keeps one more. */
  private void goesOn(FileSets a, FileSets b) throws Exception {
    write("a", "checkpoint", "epoch 1");
    a.keep(ONE, FIRST, places("a"));
    b.bring(ONE, places("b"));
    write("b", "checkpoint", "epoch 2");
    b.keep(ONE, SECOND, places("b"));
  }

  @Test
  void theLatestSetCountsWhoeverHasIt() throws Exception {
    var a = start("a");
    var b = start("b");
    goesOn(a, b);
    write("b", "checkpoint", "epoch 3");
    b.keep(ONE, SECOND, places("b"));
    assertTrue(a.bring(ONE, places("a")), "a kept for b what is later than its own file");
    assertEquals("epoch 3", read("a", "checkpoint"));
  }

  @Test
  void whoWasReplacedAndDoesNotKnowItChangesNothing() throws Exception {
    var a = start("a");
    goesOn(a, start("b"));
    write("a", "checkpoint", "epoch 2 of one who was thought dead");
    assertFalse(a.keep(ONE, FIRST, places("a")));
    var c = start("c");
    c.bring(ONE, places("c"));
    assertEquals("epoch 2", read("c", "checkpoint"));
  }

  @Test
  void aFileThatWasWrittenAfterTheLastSetStays() throws Exception {
    var a = start("a");
    write("a", "checkpoint", "epoch 1");
    assertFalse(a.keep(ONE, FIRST, places("a")), "nobody else is there");
    write("a", "checkpoint", "epoch 1, and a half");
    assertFalse(start("a").bring(ONE, places("a")));
    assertEquals("epoch 1, and a half", read("a", "checkpoint"));
  }

  @Test
  void aFileThatWasDeletedIsBroughtAgain() throws Exception {
    var a = start("a");
    write("a", "checkpoint", "epoch 1");
    a.keep(ONE, FIRST, places("a"));
    Files.delete(places("a").get("checkpoint"));
    assertTrue(start("a").bring(ONE, places("a")));
    assertEquals("epoch 1", read("a", "checkpoint"));
  }

  @Test
  void onlyTheLatestFilesTakeRoom() throws Exception {
    var a = start("a");
    start("b");
    for (int epoch = 0; epoch < 5; epoch++) {
      write("a", "checkpoint", "epoch " + epoch);
      write("a", "best", "the same");
      a.keep(ONE, FIRST, places("a"));
    }
    a.keep(new Name("trio", "two"), FIRST, places("a"));
    a.keep(new Name("trio", "two"), FIRST, Map.of());
    for (var node : nodes.keySet()) {
      try (var segments = Files.list(folder.resolve(node + "-copies/segments"))) {
        assertEquals(4, segments.count(), "two files and two documents on " + node);
      }
    }
    nodes.remove("b");
    Files.delete(places("a").get("best"));
    assertTrue(a.bring(ONE, places("a")), "the other set's files went, and not those of this one");
    assertEquals("the same", read("a", "best"));
  }

  @Test
  void aDamagedNameIsLeftOutAndAnotherNodeIsAsked() throws Exception {
    var a = start("a");
    start("b");
    write("a", "checkpoint", "epoch 1");
    a.keep(ONE, FIRST, places("a"));
    Files.writeString(folder.resolve("a-copies/trio~one.latest"), "no hash");
    Files.delete(places("a").get("checkpoint"));
    assertTrue(start("a").bring(ONE, places("a")));
    assertEquals("epoch 1", read("a", "checkpoint"));
  }
}
