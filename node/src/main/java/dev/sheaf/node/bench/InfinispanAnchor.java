package dev.sheaf.node.bench;

import dev.sheaf.node.scratch.ScratchFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * An Infinispan server and its Hot Rod clients in a process of their own, asked by getAll: what a
 * JVM's cache gives to a JVM's client.
 */
final class InfinispanAnchor implements Anchor {
  private static final String FOLDER = "test-servers/infinispan";
  private static final long SPARE_MEBIBYTES = 1024;

  private final Samples samples;
  private final Writer questions;
  private final BufferedReader answers;

  private InfinispanAnchor(Process process, Samples samples) {
    this.samples = samples;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static InfinispanAnchor start(ScratchFolder scratch, Samples samples) throws IOException {
    var home = Path.of(System.getProperty("sheaf.home", "."), FOLDER);
    if (!Files.isDirectory(home.resolve("target/lib"))) {
      throw new IOException("no Infinispan to compare with: mvn -f " + FOLDER + " package");
    }
    var bytes = (long) samples.count() * samples.sampleBytes();
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + (2 * (bytes >> 20) + SPARE_MEBIBYTES) + "m",
            "-cp",
            home.resolve("target/lib") + "/*",
            home.resolve("HotRodAnchor.java").toString(),
            Integer.toString(samples.count()),
            Integer.toString(samples.sampleBytes()));
    var log = scratch.path().resolve("infinispan.log");
    var process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    scratch.ends(process);
    var anchor = new InfinispanAnchor(process, samples);
    if (!"READY".equals(anchor.answers.readLine())) {
      var why = Files.readString(log).lines().filter(line -> !line.isBlank()).findFirst();
      throw new IOException("Infinispan did not start: " + why.orElse("it said nothing"));
    }
    return anchor;
  }

  @Override
  public String name() {
    return "infinispan Hot Rod getAll";
  }

  /** The clients' threads are of the server's process, so its time is that of both sides. */
  @Override
  public Throughput.Round round(int connections, double seconds) throws IOException {
    questions.write(
        String.format(Locale.ROOT, "%d %d %s%n", connections, samples.batch(), seconds));
    questions.flush();
    var answer = answers.readLine();
    if (answer == null || !answer.startsWith("ROUND ")) {
      throw new IOException("Infinispan gave up: " + answer);
    }
    var words = answer.split(" ", -1);
    return new Throughput.Round(
        Double.parseDouble(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Throughput.Round.NOT_TOLD_APART);
  }
}
