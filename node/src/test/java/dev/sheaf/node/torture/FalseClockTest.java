package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that ask libfaketime what time it is. */
@Timeout(60)
final class FalseClockTest {
  private static final int HOUR_SECONDS = 3_600;
  private static final int SECONDS = 30;

  /** Says what it takes for the time as often as it is asked. */
  private static final String WALL =
      "import sys, time\nfor _ in sys.stdin: print(int(time.time()), flush=True)";

  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final String MONOTONIC =
      "import sys, time\nfor _ in sys.stdin: print(int(time.monotonic()), int(time.time()), flush=True)";

  @TempDir Path folder;
  private FalseClock clock;
  private Process process;
  private BufferedReader answers;

  @BeforeEach
  void expectLibrary() {
    assumeTrue(
        FalseClock.whyNot().isEmpty(), () -> "skipped: " + FalseClock.whyNot().orElseThrow());
    clock = new FalseClock(folder.resolve("node/clock"));
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  private void start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(clock.environment());
    process = builder.start();
    answers = process.inputReader(UTF_8);
  }

  private String ask() {
    try {
      process.outputWriter(UTF_8).append("now\n").flush();
      return String.valueOf(answers.readLine());
    } catch (IOException ended) {
      throw new IllegalStateException("the process has ended", ended);
    }
  }

  /** How many hours a clock is off. */
  private static long hoursOff(String seconds) {
    var off = Long.parseLong(seconds) - System.currentTimeMillis() / 1_000;
    return Math.round(off / (double) HOUR_SECONDS);
  }

  private void awaitHoursOff(long hours) throws Exception {
    Patience.until(() -> hoursOff(ask()) == hours, SECONDS);
  }

  @Test
  void aProcessBeginsWithTheRightTime() throws Exception {
    start(List.of("date", "+%s"));
    assertEquals(0, hoursOff(String.valueOf(answers.readLine())));
  }

  @Test
  void aProcessThatIsStartedLaterBeginsWithTheFalseTime() throws Exception {
    var environment = clock.environment();
    clock.jump(-HOUR_SECONDS);
    var builder = new ProcessBuilder("date", "+%s");
    builder.environment().putAll(environment);
    process = builder.start();
    assertEquals(-1, hoursOff(String.valueOf(process.inputReader(UTF_8).readLine())));
  }

  @Test
  void theClockOfAProcessThatRunsJumpsAheadAndBackAndIsRightAgain() throws Exception {
    assumeTrue(Files.isExecutable(PYTHON), "skipped: there is no " + PYTHON);
    start(List.of(PYTHON.toString(), "-c", WALL));
    awaitHoursOff(0);
    clock.jump(HOUR_SECONDS);
    awaitHoursOff(1);
    clock.jump(-HOUR_SECONDS);
    awaitHoursOff(-1);
    clock.jump(0);
    awaitHoursOff(0);
  }

  @Test
  void theClockThatOnlyGoesForwardIsLeftAlone() throws Exception {
    assumeTrue(Files.isExecutable(PYTHON), "skipped: there is no " + PYTHON);
    start(List.of(PYTHON.toString(), "-c", MONOTONIC));
    clock.jump(HOUR_SECONDS);
    Patience.until(() -> hoursOff(ask().split(" ")[1]) == 1, SECONDS);
    // Both are CLOCK_MONOTONIC of this machine.
    var off =
        Long.parseLong(ask().split(" ")[0]) - TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    assertEquals(0, Math.round(off / (double) HOUR_SECONDS));
  }
}
