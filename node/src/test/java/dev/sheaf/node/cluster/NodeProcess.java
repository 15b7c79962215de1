package dev.sheaf.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A node in a process of its own, started as {@code serve} starts it; killed when it is closed. */
final class NodeProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final Pattern SCREEN = Pattern.compile(" {2}(\\w+) +(.*)");

  private final Process process;
  private final Path log;
  private final Map<String, String> screen = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofPlatform().daemon().name("node-output").start(this::follow);
  }

  /** Starts a node with a folder of its own, and waits until its start screen is out. */
  static NodeProcess start(Path folder, List<String> settings) throws IOException {
    return start(folder, settings, Map.of());
  }

  /** The same with more in its environment. */
  static NodeProcess start(Path folder, List<String> settings, Map<String, String> environment)
      throws IOException {
    Files.createDirectories(folder);
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sheaf.node.cli.SheafCli",
                "serve"));
    var all = new ArrayList<>(settings);
    all.add("state=" + folder.resolve("state"));
    all.addAll(List.of("http.port=0", "data.port=0", "cluster.port=0"));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var node = new NodeProcess(builder.start(), folder.resolve("output.log"));
    node.awaitReady();
    return node;
  }

  /** Copies what the node prints, and reads its start screen on the way. */
  private void follow() {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        var copy = Files.newBufferedWriter(log)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line);
        copy.newLine();
        copy.flush();
        var entry = SCREEN.matcher(line);
        if (entry.matches()) {
          screen.put(entry.group(1), entry.group(2));
          if (entry.group(1).equals("images")) {
            ready.complete(null);
          }
        }
      }
    } catch (IOException broken) {
      ready.completeExceptionally(broken);
    }
    ready.completeExceptionally(new IOException("the node ended before it was ready"));
  }

  private void awaitReady() throws IOException {
    try {
      ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      close();
      throw new AssertionError(failed.getMessage() + "\n" + Files.readString(log), failed);
    } catch (InterruptedException stopped) {
      close();
      throw new AssertionError(stopped);
    }
  }

  /** The root of its API. */
  URI api() {
    return URI.create(entry("API"));
  }

  /** {@code host:port} of its data port. */
  String data() {
    return URI.create(entry("data")).getAuthority();
  }

  /** {@code host:port} for others to join. */
  String clusterAddress() {
    return entry("cluster");
  }

  private String entry(String name) {
    var entry = screen.get(name);
    if (entry == null) {
      throw new AssertionError("the start screen has no " + name + ": " + screen);
    }
    return entry;
  }

  /** SIGKILL, and waits until the process is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; the exit status when the node has left. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  /** The most memory that it ever had resident, by the kernel's account. */
  long mostResidentBytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    }
  }

  /** What the node has printed. */
  String output() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    kill();
  }
}
