package dev.sheaf.simulation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.experiment.ScenarioShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReproductionTest {
  private static final Path ON_DISK = Path.of("..", "docs", "reproduction.md");

  private static String markdown() {
    var skipped = new TreeMap<>(Map.of("group/absent", "no trace"));
    var results = new Results(Given.sweep("group/toy", "Shares"), skipped);
    return new Reproduction("./sheaf simulate --all", "1", results).markdown();
  }

  @Test
  void whatCouldNotBeRunIsNamed() {
    assertTrue(markdown().contains("\n## group/absent\nNot run"), markdown());
  }

  @Test
  void everyVerdictIsCountedAndExplained() {
    var text = markdown();
    assertTrue(text.contains("| [group/toy](#grouptoy) | Shares | 1 | 1 | 1 | 1 |"), text);
    assertTrue(text.contains("| **NOT reproduced** |  |"), text);
    assertTrue(text.contains("| NOT reproduced, known | half of it |"), text);
    assertTrue(text.contains("a \\| b"), text);
  }

  @Test
  void theSameResultsGiveTheSameBytes() {
    assertEquals(markdown(), markdown());
  }

  /** Mended by {@code ./sheaf simulate --all --markdown docs/reproduction.md}. */
  @Test
  void theFileInTheDocumentationNamesEveryScenarioThatShips() throws IOException {
    var text = Files.readString(ON_DISK);
    for (var name : ScenarioShelf.shipped().names()) {
      assertTrue(
          text.contains("\n## " + name + "\n"),
          name + " is missing: run ./sheaf simulate --all --markdown docs/reproduction.md");
    }
  }
}
