package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A node in a process of its own, as {@code serve} starts it. */
final class NodeChild {
  /** What it prints lies in its folder under this name. */
  static final String LOG = "output.log";

  private static final long START_SECONDS = 180;
  private static final long LEAVE_SECONDS = 60;
  private static final Pattern SCREEN = Pattern.compile(" {2}(\\w+) +(.*)");
  private static final String LAST_LINE = "images";

  private final Process process;
  private final Path log;
  private final Map<String, String> screen = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /**
   * What it is started with.
   *
   * @param folder of its own, which outlives it
   * @param flags of its JVM
   * @param settings {@code key=value}
   */
  record Order(
      Path folder, List<String> flags, List<String> settings, Map<String, String> environment) {}

  private NodeChild(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofPlatform().daemon().name("node-output").start(this::follow);
  }

  /** Starts a node; {@link #awaitReady} waits until it serves. */
  static NodeChild start(Order order) throws IOException {
    Files.createDirectories(order.folder());
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dsheaf.home=" + System.getProperty("sheaf.home", "..")));
    command.addAll(order.flags());
    command.addAll(fastStart());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.sheaf.node.cli.SheafCli"));
    command.add("serve");
    order.settings().forEach(setting -> command.addAll(List.of("--set", setting)));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(order.environment());
    return new NodeChild(builder.start(), order.folder().resolve(LOG));
  }

  /** The cache of loaded classes that the suite itself was started with, if it was. */
  private static List<String> fastStart() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:AOTCache=") || flag.startsWith("-Xlog:"))
        .toList();
  }

  /** Copies what the node prints, and reads its start screen on the way. */
  private void follow() {
    try (var lines = process.inputReader(UTF_8);
        var copy =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line);
        copy.newLine();
        copy.flush();
        var entry = SCREEN.matcher(line);
        if (entry.matches()) {
          screen.put(entry.group(1), entry.group(2));
          if (entry.group(1).equals(LAST_LINE)) {
            ready.complete(null);
          }
        }
      }
    } catch (IOException broken) {
      ready.completeExceptionally(broken);
    }
    ready.completeExceptionally(new IOException("the node ended before it was ready: see " + log));
  }

  /** Waits until the node serves. */
  void awaitReady() throws IOException {
    try {
      ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      kill();
      throw new IOException("a node did not start: " + failed.getMessage(), failed);
    } catch (TimeoutException failed) {
      kill();
      throw new IOException("a node did not start within " + START_SECONDS + " s", failed);
    } catch (InterruptedException stopped) {
      kill();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  /** The root of its API. */
  URI api() {
    return URI.create(screen.getOrDefault("API", ""));
  }

  /** The port on which its data port really listens. */
  int dataPort() {
    return URI.create(screen.getOrDefault("data", "")).getPort();
  }

  boolean isReady() {
    return ready.isDone() && !ready.isCompletedExceptionally() && process.isAlive();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Process process() {
    return process;
  }

  /** SIGKILL, for it and what it has started, and waits until it is gone. */
  void kill() {
    var children = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** SIGTERM; the exit status when the node has left. */
  int leave() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new IOException("a node did not leave within " + LEAVE_SECONDS + " s of SIGTERM");
    }
    return process.exitValue();
  }

  /** Sends a signal, {@code STOP}. */
  void signal(String name) throws IOException {
    JournalServer.run(List.of("kill", "-" + name, Long.toString(process.pid())));
  }
}
