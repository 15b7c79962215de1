package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of its own for the nodes' journal: data below the run's folder, a port of its
 * own, without the protection against power failures that nobody injects here.
 *
 * <p>PostgreSQL refuses to run as root, and then runs as the user postgres, or nobody.
 */
final class JournalServer implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final String USER = "sheaf";
  private static final String READY = "ready to accept connections";

  private final Process process;
  private final int port;

  private JournalServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** What has to be installed first; empty when nothing has. */
  static Optional<String> whyNot() {
    return binaries().isPresent()
        ? Optional.empty()
        : Optional.of(
            "there is no PostgreSQL below " + PACKAGES + ": install Debian's package postgresql");
  }

  /** Starts one whose data lie in {@code folder}, which other users must be able to enter. */
  static JournalServer start(Path folder) throws IOException, TortureException {
    var bin = binaries().orElseThrow(() -> new TortureException(whyNot().orElse("")));
    Files.createDirectories(folder);
    if (isRoot()) {
      run(List.of("chown", servant(), folder.toString()));
    }
    var data = folder.resolve("data").toString();
    run(
        asServant(
            bin.resolve("initdb").toString(),
            "--pgdata=" + data,
            "--username=" + USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync"));
    var port = freePort();
    var process =
        new ProcessBuilder(
                asServant(
                    bin.resolve("postgres").toString(),
                    "-D",
                    data,
                    "--port=" + port,
                    "--listen_addresses=127.0.0.1",
                    "--unix_socket_directories=",
                    "--fsync=off",
                    "--max_connections=60",
                    "--shared_buffers=16MB"))
            .redirectErrorStream(true)
            .start();
    awaitReady(process);
    return new JournalServer(process, port);
  }

  private static void awaitReady(Process process) throws IOException, TortureException {
    var said = new StringBuilder();
    var output = process.inputReader();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      if (line.contains(READY)) {
        Thread.ofVirtual().start(() -> swallow(output));
        return;
      }
    }
    throw new TortureException("PostgreSQL ended at once:\n" + said);
  }

  /** A pipe that nobody reads would stop it. */
  private static void swallow(BufferedReader output) {
    try {
      output.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // So has the server.
    }
  }

  /** The address of its database. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s".formatted(port, USER);
  }

  /** The server itself, to be ended with the run. */
  Process process() {
    return process;
  }

  @Override
  public void close() throws IOException {
    run(List.of("kill", "-INT", Long.toString(process.pid())));
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Path> binaries() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    try (var versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .sorted()
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static List<String> asServant(String... command) throws IOException {
    var full = new ArrayList<String>();
    if (isRoot()) {
      var who = servant();
      full.addAll(List.of("setpriv", "--reuid=" + who, "--regid=" + who, "--clear-groups"));
    }
    full.addAll(List.of(command));
    return full;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static String servant() throws IOException {
    try (var users = Files.lines(Path.of("/etc/passwd"))) {
      return users.anyMatch(user -> user.startsWith("postgres:")) ? "postgres" : "nobody";
    }
  }

  /** Runs a command to its end. */
  static void run(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + said);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(String.join(" ", command) + " was interrupted", stopped);
    }
  }

  /** A port that nobody has now. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
