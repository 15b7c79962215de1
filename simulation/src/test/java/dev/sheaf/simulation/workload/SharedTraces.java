package dev.sheaf.simulation.workload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The traces beside the project, for tests that want them. */
public final class SharedTraces {
  private static final Path FOLDER = Path.of("..", "..", "shared", "data");

  private SharedTraces() {}

  /**
   * Where they are; a test that asks is skipped, with this reason, when {@code name} is not there.
   */
  public static TraceFiles with(String name) {
    Assumptions.assumeTrue(
        Files.isRegularFile(FOLDER.resolve(name)), "there is no " + FOLDER.resolve(name));
    return new TraceFiles(List.of(FOLDER));
  }
}
