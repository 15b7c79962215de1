package dev.sheaf.simulation.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioShelfTest {
  private static final String TEXT = "title = \"It\", experiment = x";

  @TempDir Path folder;

  private ScenarioShelf shelf() throws IOException {
    Files.createDirectories(folder.resolve("oracles/deep"));
    Files.writeString(folder.resolve("oracles/lru.conf"), TEXT);
    Files.writeString(folder.resolve("oracles/deep/fifo.conf"), TEXT);
    Files.writeString(folder.resolve("oracles-not.conf"), TEXT);
    Files.writeString(folder.resolve("readme.txt"), "no scenario");
    return ScenarioShelf.in(folder);
  }

  private static List<String> names(List<Scenario> scenarios) {
    return scenarios.stream().map(Scenario::name).toList();
  }

  @Test
  void aGroupIsAllBelowItAndNothingBesideIt() throws IOException {
    var shelf = shelf();
    assertEquals(List.of("oracles-not", "oracles/deep/fifo", "oracles/lru"), shelf.names());
    assertEquals(List.of("oracles/deep/fifo", "oracles/lru"), names(shelf.find("oracles")));
    assertEquals(List.of("oracles/deep/fifo"), names(shelf.find("oracles/deep/")));
    assertTrue(shelf.knows("oracles/deep"));
    assertFalse(shelf.knows("orac"));
  }

  @Test
  void aPathIsAScenarioOrAFolderOfThem() throws IOException {
    var shelf = shelf();
    assertEquals(List.of("lru"), names(shelf.find(folder.resolve("oracles/lru.conf").toString())));
    assertEquals(2, shelf.find(folder.resolve("oracles").toString()).size());
  }

  @Test
  void whatIsNotThereIsRefused() throws IOException {
    var shelf = shelf();
    var near = assertThrows(BadScenario.class, () -> shelf.find("oracles/lrv"));
    assertTrue(String.valueOf(near.getMessage()).contains("did you mean oracles/lru?"));
    assertThrows(BadScenario.class, () -> shelf.find("none.conf"));
    assertThrows(BadScenario.class, () -> shelf.find("a\0b"));
  }

  @Test
  void anArchiveIsReadLikeAFolder() throws IOException {
    var jar = URI.create("jar:" + folder.resolve("it.jar").toUri());
    try (var archive = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      Files.createDirectories(archive.getPath("scenarios/oracles"));
      Files.writeString(archive.getPath("scenarios/oracles/lru.conf"), TEXT);
    }
    var inArchive = ScenarioShelf.at(List.of(URI.create(jar + "!/scenarios")));
    assertEquals(List.of("oracles/lru"), inArchive.names());
    assertEquals("It", inArchive.all().getFirst().title());
  }

  @Test
  void aNameOfACaseStandsForWhatItSets() {
    var scenario =
        Scenario.parse(
            "it", TEXT + ", cases = [ {name = small, set {a = 1}}, {set {a = 2}}, {set {a = 3}} ]");
    assertEquals(
        List.of("small", "a=2", "a=3"),
        scenario.cases().stream().map(Scenario.Case::label).toList());
    var changed = scenario.with(com.typesafe.config.ConfigFactory.parseString("a = 4, b = 5"));
    assertEquals(
        List.of("small a=4 b=5"), changed.cases().stream().map(Scenario.Case::label).toList());
  }
}
