package dev.sheaf.node.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The long form: inputs that coverage leads to, so many a target, each target in a process of its
 * own. Needs Jazzer on the class path, which only {@code mvn -Pfuzz} puts there.
 *
 * <p>What is found lies in {@code target/fuzz/TARGET}; an input that broke a parser goes to {@code
 * src/test/resources/fuzz/TARGET} with the change that mends it.
 */
final class JazzerIT {
  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final String INPUTS = System.getProperty("sheaf.fuzz.inputs", "100000");
  private static final String ONLY = System.getProperty("sheaf.fuzz.targets", "");
  private static final long HOURS = 12;
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  @TestFactory
  List<DynamicTest> aParserTakesOrRefusesWhateverCoverageLeadsTo() throws IOException {
    assumeTrue(hasJazzer(), "Jazzer is not on the class path: mvn -Pfuzz verify");
    var only = Arrays.asList(ONLY.split(",", -1));
    try (var targets = new AllTargets()) {
      return targets.list().stream()
          .filter(target -> ONLY.isEmpty() || only.contains(target.name()))
          .map(target -> DynamicTest.dynamicTest(target.name(), () -> fuzz(target)))
          .toList();
    }
  }

  private static boolean hasJazzer() {
    try {
      Class.forName(JAZZER, false, JazzerIT.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static void fuzz(Target target) throws IOException, InterruptedException {
    var folder = Path.of("target", "fuzz", target.name()).toAbsolutePath();
    var corpus = Files.createDirectories(folder.resolve("corpus"));
    for (int i = 0; i < target.good().size(); i++) {
      Files.write(corpus.resolve("good-" + i), target.good().get(i));
    }
    var log = folder.resolve("output.log");
    var process =
        new ProcessBuilder(command(target, folder, corpus))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(HOURS, TimeUnit.HOURS)) {
        throw new IOException(target.name() + " has taken more than " + HOURS + " hours");
      }
    } finally {
      process.destroyForcibly();
    }
    var said = Files.readString(log, UTF_8);
    var done = DONE.matcher(said);
    assertEquals(0, process.exitValue(), () -> "see " + log + "\n" + crash(said));
    System.out.println(
        target.name() + ": " + (done.find() ? done.group(1) + " inputs, " + done.group(2) + " s" : "?"));
  }

  private static List<String> command(Target target, Path folder, Path corpus) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            JAZZER,
            "--target_class=" + JazzerTarget.class.getName(),
            "--target_args=" + target.name(),
            "--instrumentation_includes=dev.sheaf.**",
            "--reproducer_path=" + folder,
            "-runs=" + INPUTS,
            "-timeout=10",
            "-rss_limit_mb=4096",
            "-artifact_prefix=" + folder + "/",
            corpus.toString()));
    return command;
  }

  private static String crash(String said) {
    var from = said.indexOf("== Java Exception");
    return from < 0
        ? said.substring(Math.max(0, said.length() - 2000))
        : said.substring(from, Math.min(said.length(), from + 2000));
  }
}
