package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** The system's Python; tests are skipped, with a reason that is printed, where it cannot do. */
final class Pythons {
  static final Path TRAINER =
      Path.of("..", "trainer-python", "sheaf_trainer.py").toAbsolutePath().normalize();

  /** As the client's tests choose it. */
  static final String INTERPRETER =
      System.getenv().getOrDefault("SHEAF_PYTHON", "/usr/bin/python3");

  private Pythons() {}

  static Python python() {
    return new Python(INTERPRETER, TRAINER, 1);
  }

  static void assumePython() {
    assume(python().abilities().runs(), "no " + INTERPRETER + " runs here (set SHEAF_PYTHON)");
  }

  static void assumeTorch() {
    var problem = python().abilities().problem();
    assume(problem.isEmpty(), problem);
  }

  static void assumeHolds() {
    assume(python().abilities().holds(), "this kernel has no Landlock");
  }

  private static void assume(boolean there, String reason) {
    if (!there) {
      System.out.println("a test of members in Python is skipped: " + reason);
    }
    assumeTrue(there, reason);
  }
}
