package dev.sheaf.node.bench;

import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How long the launcher takes until a node is ready, and what memory the node has at rest.
 *
 * <p>Every start is a process of its own, with a new folder and free ports; the first makes the
 * cache of fast starts, where there is none, and is not counted. The anchor is a JVM that says its
 * version: what no Java program starts faster than.
 */
public final class StartBench {
  private static final Pattern READY = Pattern.compile("Sheaf is ready after ([0-9.]+) s.*");
  private static final long END_SECONDS = 30;

  /**
   * What to measure.
   *
   * @param rounds starts that are counted
   * @param restSeconds after which the memory of a node that nobody asks is looked at
   */
  public record Params(int rounds, int restSeconds) {}

  private record Start(double readySeconds, double residentMib) {}

  private final Params params;
  private final Consumer<String> say;
  private final Path home = Path.of(System.getProperty("sheaf.home", "."));

  /** A benchmark that tells {@code say} how far it is. */
  public StartBench(Params params, Consumer<String> say) {
    this.params = params;
    this.say = say;
  }

  /** Starts nodes one after the other. */
  public BenchResult run() throws IOException, InterruptedException {
    if (!Files.isExecutable(home.resolve("sheaf"))) {
      throw new IOException(
          home.resolve("sheaf") + " is no launcher: call this by ./sheaf bench start");
    }
    start(0);
    var starts = new ArrayList<Start>();
    var bare = new ArrayList<Double>();
    for (int round = 1; round <= params.rounds(); round++) {
      bare.add(bareSeconds());
      var start = start(params.restSeconds());
      starts.add(start);
      say.accept(
          "start %d of %d: ready after %.2f s, %.0f MiB"
              .formatted(round, params.rounds(), start.readySeconds(), start.residentMib()));
    }
    var ready = middle(starts.stream().map(Start::readySeconds).toList());
    var ours = new LinkedHashMap<String, Object>();
    ours.put("readySeconds", ready);
    ours.put("residentMib", middle(starts.stream().map(Start::residentMib).toList()));
    var jvm = middle(bare);
    return new BenchResult(
        "start",
        Map.of("rounds", params.rounds(), "restSeconds", params.restSeconds()),
        ours,
        List.of(new BenchResult.Beside("jvm", Map.of("readySeconds", jvm), ready / jvm)));
  }

  private Start start(int restSeconds) throws IOException, InterruptedException {
    try (var scratch = ScratchFolder.create("start")) {
      var node = launch(scratch);
      try (var lines =
          new BufferedReader(
              new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
        var ready = readySeconds(lines);
        // Nobody asks it anything meanwhile.
        if (node.waitFor(restSeconds, TimeUnit.SECONDS)) {
          throw new IOException("the node ended at rest, with status " + node.exitValue());
        }
        return new Start(ready, residentMib(node.pid()));
      } finally {
        node.destroy();
        if (!node.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
          node.destroyForcibly().waitFor();
        }
      }
    }
  }

  private Process launch(ScratchFolder scratch) throws IOException {
    var command = new ArrayList<>(List.of(home.resolve("sheaf").toString(), "serve"));
    for (var setting : ScratchSettings.lines(scratch.path(), List.of())) {
      command.addAll(List.of("--set", setting));
    }
    var node = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    scratch.ends(node);
    return node;
  }

  private static double readySeconds(BufferedReader lines) throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var said = READY.matcher(line);
      if (said.matches()) {
        return Double.parseDouble(said.group(1));
      }
    }
    throw new IOException("the node ended before it was ready: ./sheaf doctor says why");
  }

  /** What of the process is in memory; the launcher became the node, so it is its own. */
  private static double residentMib(long pid) throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("/proc/" + pid + "/status does not say VmRSS");
  }

  private static double bareSeconds() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var began = System.nanoTime();
    new ProcessBuilder(java, "-version")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return (System.nanoTime() - began) / 1e9;
  }

  private static double middle(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
