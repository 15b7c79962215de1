package dev.sheaf.lambda.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledLambdaIT {
  @Test
  void aKilledLambdaLeavesNoStoppedProcess(@TempDir Path home) throws IOException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv (util-linux) is not installed");
    var program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Doomed.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = program.inputReader(StandardCharsets.UTF_8)) {
      var pid =
          out.lines()
              .filter(line -> line.startsWith("pid "))
              .mapToLong(line -> Long.parseLong(line.substring(4)))
              .findFirst()
              .orElseThrow();
      LocalLambdaIT.eventually(() -> LocalLambdaIT.processState(pid) == 'T');
      program.destroyForcibly();
      LocalLambdaIT.eventually(() -> LocalLambdaIT.processState(pid) == '-');
    } finally {
      program.destroyForcibly();
    }
    var settings = Deployed.processes(home);
    LocalLambda.start(settings).close();
    try (var left = Files.list(home)) {
      assertEquals(0, left.count(), "the next run deletes what a killed one left");
    }
  }
}
