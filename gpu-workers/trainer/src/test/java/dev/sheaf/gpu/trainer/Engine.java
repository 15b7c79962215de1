package dev.sheaf.gpu.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The two trainers that speak the protocol. */
enum Engine {
  /** In a JVM. */
  DJL,
  /** In Python, where there is PyTorch. */
  PYTHON;

  private static final String SCRIPT =
      Path.of("..", "trainer-python", "sheaf_trainer.py").toAbsolutePath().normalize().toString();

  /** As the client's tests choose it. */
  private static final String INTERPRETER =
      System.getenv().getOrDefault("SHEAF_PYTHON", "/usr/bin/python3");

  /** The command that starts it; the test is skipped where it cannot run. */
  List<String> command() throws IOException, InterruptedException {
    return switch (this) {
      case DJL ->
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              TrainerMain.class.getName());
      case PYTHON -> {
        assumeTorch();
        yield List.of(INTERPRETER, "-B", SCRIPT);
      }
    };
  }

  private static void assumeTorch() throws IOException, InterruptedException {
    var reason = INTERPRETER + " has no torch (apt install python3-torch, or set SHEAF_PYTHON)";
    var there = false;
    try {
      var asked = new ProcessBuilder(INTERPRETER, "-B", SCRIPT, "--check").start();
      var answer = new String(asked.getInputStream().readAllBytes(), UTF_8);
      there = asked.waitFor() == 0 && answer.contains("\"torch\": true");
    } catch (IOException noInterpreter) {
      reason = "there is no " + INTERPRETER;
    }
    if (!there) {
      System.out.println("the Python trainer is not tested: " + reason);
    }
    assumeTrue(there, reason);
  }
}
