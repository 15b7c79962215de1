package dev.sheaf.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.node.reference.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ReferenceTest {
  private static final Path PAGES = Path.of("..", "docs", "reference");

  /** Mended by {@code ./sheaf reference}. */
  @Test
  void thePagesSayWhatTheCodeSays() throws IOException {
    for (var page : Reference.pages(SheafCli.commandLine().getCommandSpec()).entrySet()) {
      assertEquals(
          page.getValue(),
          Files.readString(PAGES.resolve(page.getKey())),
          page.getKey() + " is out of date: run ./sheaf reference");
    }
  }
}
