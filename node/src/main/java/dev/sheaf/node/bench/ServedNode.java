package dev.sheaf.node.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
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

/** A node in a process of its own, with the memory that the launcher gives it. */
final class ServedNode implements AutoCloseable {
  private static final long START_SECONDS = 90;
  private static final Pattern SCREEN = Pattern.compile(" {2}(\\w+) +(.*)");
  private static final String LAST_LINE = "images";

  private final Process process;
  private final Path log;
  private final Map<String, String> screen = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private ServedNode(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofPlatform().daemon().name("node-output").start(this::follow);
  }

  /** Starts a node, and waits until it serves; {@code scratch} ends it, whatever happens. */
  static ServedNode start(ScratchFolder scratch, int heapMebibytes, List<String> settings)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMebibytes + "m",
                "-XX:MaxDirectMemorySize=" + System.getProperty("sheaf.buffers", "128m"),
                "-Dio.netty.maxDirectMemory=0",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseParallelGC",
                "-Dsheaf.home=" + System.getProperty("sheaf.home", ".."),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sheaf.node.cli.SheafCli",
                "serve"));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    scratch.ends(process);
    var log = Files.createTempFile(scratch.path(), "node", ".log");
    var node = new ServedNode(process, log);
    node.awaitReady();
    return node;
  }

  /** Copies what the node prints, and reads its start screen on the way. */
  private void follow() {
    try (var lines = process.inputReader(UTF_8);
        var copy = Files.newBufferedWriter(log)) {
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
    ready.completeExceptionally(new IOException("the node ended before it was ready"));
  }

  private void awaitReady() throws IOException {
    try {
      ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      close();
      throw new IOException(
          "a node did not start: " + failed.getMessage() + "\n" + Files.readString(log), failed);
    } catch (InterruptedException stopped) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  /** {@code host:port} of its API. */
  String apiAddress() {
    return URI.create(screen.getOrDefault("API", "")).getAuthority();
  }

  /** {@code host:port} of its data port. */
  String dataAddress() {
    return URI.create(screen.getOrDefault("data", "")).getAuthority();
  }

  /** The most memory that it ever had resident, by the kernel's account; -1 where it has none. */
  long mostResidentBytes() throws IOException {
    var status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(-1);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
