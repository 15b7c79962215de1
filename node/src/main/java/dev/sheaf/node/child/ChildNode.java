package dev.sheaf.node.child;

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
public final class ChildNode implements AutoCloseable {
  /** What it prints lies in its folder under this name. */
  public static final String LOG = "output.log";

  /** Of a JVM that starts fast and stays small. */
  public static final List<String> SMALL =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

  static final String MAIN = "dev.sheaf.node.cli.SheafCli";

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
  public record Order(
      Path folder, List<String> flags, List<String> settings, Map<String, String> environment) {}

  private ChildNode(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofPlatform().daemon().name("node-output").start(this::follow);
  }

  /** The JVM of this process, with the flags that every node needs. */
  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-Dsheaf.home=" + System.getProperty("sheaf.home", ".."));
  }

  /** Starts a node; {@link #awaitReady} waits until it serves. */
  public static ChildNode start(Order order) throws IOException {
    Files.createDirectories(order.folder());
    var command = new ArrayList<>(java());
    command.addAll(order.flags());
    command.addAll(fastStart());
    var path = System.getProperty("sheaf.child.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", path, MAIN));
    command.add("serve");
    order.settings().forEach(setting -> command.addAll(List.of("--set", setting)));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(order.environment());
    return new ChildNode(builder.start(), order.folder().resolve(LOG));
  }

  /**
   * The cache of loaded classes that was named, or that this process itself was started with; it is
   * good for the jars of {@code sheaf.child.path} only, and passed over with others.
   */
  private static List<String> fastStart() {
    var named = System.getProperty("sheaf.child.cache");
    if (named != null) {
      return List.of("-XX:AOTCache=" + named, "-Xlog:aot=off", "-Xlog:cds=off");
    }
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
    ready.completeExceptionally(new IOException("it ended before it was ready"));
  }

  /** Waits until the node serves. */
  public void awaitReady() throws IOException {
    try {
      ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      kill();
      throw new IOException(
          "a node did not start: " + failed.getMessage() + System.lineSeparator() + output(),
          failed);
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
  public URI api() {
    return URI.create(entry("API"));
  }

  /** {@code host:port} on which its data port really listens. */
  public String data() {
    return URI.create(entry("data")).getAuthority();
  }

  /** {@code host:port} for others to join. */
  public String cluster() {
    return entry("cluster");
  }

  private String entry(String name) {
    var entry = screen.get(name);
    if (entry == null) {
      throw new IllegalStateException("the start screen has no " + name + ": " + screen);
    }
    return entry;
  }

  /** What it has printed. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** True when it serves. */
  public boolean isReady() {
    return ready.isDone() && !ready.isCompletedExceptionally() && process.isAlive();
  }

  /** True when its process is there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process. */
  public Process process() {
    return process;
  }

  /** SIGKILL, for it and what it has started, and waits until it is gone. */
  public void kill() {
    var children = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** SIGTERM; the exit status when the node has left. */
  public int leave() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new IOException("a node did not leave within " + LEAVE_SECONDS + " s of SIGTERM");
    }
    return process.exitValue();
  }

  /** Sends a signal, {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
    var pid = Long.toString(process.pid());
    var kill = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " " + pid + " failed");
    }
  }

  @Override
  public void close() {
    kill();
  }
}
