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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The long form: inputs that coverage leads to. The quick parsers share a process, and those of
 * files another, as a process that is watched takes long to start. Needs Jazzer on the class path,
 * which only {@code mvn -Pfuzz} puts there.
 *
 * <p>What is found lies in {@code target/fuzz}; an input that broke a parser goes, without its
 * first byte, to {@code src/test/resources/fuzz/TARGET} with the change that mends it.
 */
final class JazzerIT {
  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final long INPUTS = Long.getLong("sheaf.fuzz.inputs", 1_000_000);

  /** A file takes as long as a hundred inputs in memory. */
  private static final long FILES_SHARE = 100;

  private static final String ONLY = System.getProperty("sheaf.fuzz.targets", "");
  private static final long HOURS = 12;
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  @BeforeAll
  static void needsJazzer() {
    assumeTrue(hasJazzer(), "Jazzer is not on the class path: mvn -Pfuzz verify");
  }

  @Test
  void aQuickParserTakesOrRefusesWhateverCoverageLeadsTo() throws Exception {
    fuzz("quick", target -> target.every() == 1, INPUTS);
  }

  @Test
  void aParserOfFilesTakesOrRefusesWhateverCoverageLeadsTo() throws Exception {
    fuzz("files", target -> target.every() > 1, Math.max(1, INPUTS / FILES_SHARE));
  }

  private static boolean hasJazzer() {
    try {
      Class.forName(JAZZER, false, JazzerIT.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static void fuzz(String group, Predicate<Target> isOfIt, long inputs)
      throws IOException, InterruptedException {
    var only = Arrays.asList(ONLY.split(",", -1));
    var names = new ArrayList<String>();
    var folder = Path.of("target", "fuzz", group).toAbsolutePath();
    var corpus = Files.createDirectories(folder.resolve("corpus"));
    try (var targets = new AllTargets()) {
      for (var target : targets.list()) {
        if (isOfIt.test(target) && (ONLY.isEmpty() || only.contains(target.name()))) {
          write(corpus, names.size(), target);
          names.add(target.name());
        }
      }
    }
    assumeTrue(!names.isEmpty(), "none of " + ONLY + " is of the group " + group);
    var log = folder.resolve("output.log");
    var process =
        new ProcessBuilder(command(names, folder, inputs))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(HOURS, TimeUnit.HOURS)) {
        throw new IOException(group + " has taken more than " + HOURS + " hours");
      }
    } finally {
      process.destroyForcibly();
    }
    var said = Files.readString(log, UTF_8);
    var done = DONE.matcher(said);
    assertEquals(0, process.exitValue(), () -> "see " + log + "\n" + crash(said));
    System.out.println(
        names + ": " + (done.find() ? done.group(1) + " inputs, " + done.group(2) + " s" : "?"));
  }

  /** Good inputs, behind the byte that says whose they are. */
  private static void write(Path corpus, int number, Target target) throws IOException {
    for (int i = 0; i < target.good().size(); i++) {
      var good = target.good().get(i);
      var input = new byte[good.length + 1];
      input[0] = (byte) number;
      System.arraycopy(good, 0, input, 1, good.length);
      Files.write(corpus.resolve(target.name() + "-" + i), input);
    }
  }

  private static List<String> command(List<String> names, Path folder, long inputs) {
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
            "--target_args=" + String.join(" ", names),
            "--instrumentation_includes=dev.sheaf.**",
            // Its hook of Unsafe keeps Netty from starting.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
            "--custom_hook_includes=dev.sheaf.**:com.typesafe.config.**:com.fasterxml.**:org.yaml.**",
            "--reproducer_path=" + folder,
            "-runs=" + inputs,
            "-timeout=10",
            "-rss_limit_mb=4096",
            "-artifact_prefix=" + folder + "/",
            folder.resolve("corpus").toString()));
    return command;
  }

  private static String crash(String said) {
    var from = said.indexOf("== Java Exception");
    return from < 0
        ? said.substring(Math.max(0, said.length() - 2000))
        : said.substring(from, Math.min(said.length(), from + 2000));
  }
}
