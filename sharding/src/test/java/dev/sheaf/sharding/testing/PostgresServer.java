package dev.sheaf.sharding.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL server for tests, from the system's package: own data folder, own port, gone
 * when it is closed or the JVM ends.
 *
 * <p>The server refuses to run as root; it then runs as the user postgres, or nobody. The role
 * {@code guarded} needs the password {@code open-sesame}; all others are trusted.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final String READY = "ready to accept connections";
  private static final String LOGINS =
      """
      host all guarded 127.0.0.1/32 scram-sha-256
      host all all 127.0.0.1/32 trust
      """;

  private final AtomicInteger databases = new AtomicInteger();
  private final Path folder;
  private final Process process;
  private final int port;
  private final Thread atExit = new Thread(this::stop);

  private PostgresServer(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts a server; where PostgreSQL is not installed, skips the calling test and says so. */
  public static PostgresServer start() {
    var binaries = binaries();
    Assumptions.assumeTrue(
        binaries.isPresent(),
        "skipped: no PostgreSQL below " + PACKAGES + " (Debian package postgresql)");
    try {
      return start(binaries.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of a new, empty database of this server. */
  public String newDatabase() {
    var name = "db" + databases.incrementAndGet();
    execute("create database " + name);
    return url(name, "sheaf");
  }

  /** The URL of a database for a user. */
  public String url(String database, String user) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, database, user);
  }

  /** The id of the server's main process. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stop();
  }

  private static PostgresServer start(Path binaries) throws IOException {
    var folder = Files.createTempDirectory("sheaf-postgres-");
    run(unprivileged(List.of("true")), "cannot run as another user");
    if (isRoot()) {
      run(List.of("chown", servant(), folder.toString()), "cannot give " + folder + " away");
    }
    var data = folder.resolve("data").toString();
    run(
        unprivileged(
            List.of(
                binaries.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=sheaf",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")),
        "initdb failed");
    Files.writeString(Path.of(data, "pg_hba.conf"), LOGINS);
    var port = freePort();
    var process = launch(binaries.resolve("postgres").toString(), data, port);
    var server = new PostgresServer(folder, process, port);
    server.execute("create role guarded login password 'open-sesame'");
    return server;
  }

  private static Process launch(String postgres, String data, int port) throws IOException {
    var command =
        new ArrayList<>(unprivileged(List.of(postgres, "-D", data, "-p", String.valueOf(port))));
    for (var setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "max_connections=60",
            "shared_buffers=16MB")) {
      command.addAll(List.of("-c", setting));
    }
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = process.inputReader();
    var said = new StringBuilder();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      if (line.contains(READY)) {
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return process;
      }
    }
    throw new IOException("PostgreSQL ended at once:\n" + said);
  }

  private void execute(String sql) {
    try (var connection = DriverManager.getConnection(url("postgres", "sheaf"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private void stop() {
    try {
      run(List.of("kill", "-INT", String.valueOf(process.pid())), "cannot stop the server");
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void delete() throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static Optional<Path> binaries() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    try (var versions = Files.list(PACKAGES)) {
      Predicate<Path> complete = bin -> Files.isExecutable(bin.resolve("initdb"));
      return versions.map(version -> version.resolve("bin")).filter(complete).sorted().findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> unprivileged(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    var full =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + servant(), "--regid=" + servant(), "--clear-groups"));
    full.addAll(command);
    return full;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static String servant() {
    try {
      return Files.readString(Path.of("/etc/passwd"))
              .lines()
              .anyMatch(l -> l.startsWith("postgres:"))
          ? "postgres"
          : "nobody";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(List<String> command, String otherwise) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(otherwise + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(otherwise, e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
