package dev.sheaf.node.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real S3 server, S3Proxy, as a process of its own on loopback: it verifies signatures, ranges
 * and conditions. Folders below its folder are buckets, files in them objects.
 *
 * <p>Its jars are fetched by the module {@code test-servers/s3proxy} in a build that tests; {@link
 * #whyNot} says what is missing.
 */
public final class S3Server implements AutoCloseable {
  /** The access key id that it knows. */
  public static final String KEY_ID = "sheaf";

  /** The secret that goes with it. */
  public static final String SECRET = "sheaf-secret";

  private static final long START_SECONDS = 90;

  private final Process process;
  private final Path folder;
  private final int port;

  private S3Server(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  private static Path jars() {
    var home = Path.of(System.getProperty("sheaf.home", ".."));
    return home.resolve("test-servers/s3proxy/target/lib").toAbsolutePath().normalize();
  }

  /** What is missing for a server to start; empty when nothing is. */
  public static Optional<String> whyNot() {
    return Files.isDirectory(jars())
        ? Optional.empty()
        : Optional.of(
            "there is no S3 server in "
                + jars()
                + ": mvn -f test-servers/s3proxy pre-integration-test fetches it");
  }

  /**
   * Starts a server whose settings and buckets lie in {@code folder}, and waits until it answers.
   *
   * @throws IOException when it does not
   */
  public static S3Server start(Path folder) throws IOException {
    var port = freePort();
    var buckets = Files.createDirectories(folder.resolve("buckets"));
    var settings = folder.resolve("s3proxy.conf");
    Files.writeString(
        settings,
        String.join(
            "\n",
            "s3proxy.authorization=aws-v4",
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.identity=" + KEY_ID,
            "s3proxy.credential=" + SECRET,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + buckets));
    var quiet = folder.resolve("logback.xml");
    Files.writeString(quiet, "<configuration><root level=\"OFF\"/></configuration>");
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + quiet,
                "-cp",
                jars() + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    var server = new S3Server(process, buckets, port);
    server.awaitAnswer(folder.resolve("s3proxy.log"));
    return server;
  }

  private static int freePort() throws IOException {
    try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private void awaitAnswer(Path log) throws IOException {
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < until && process.isAlive()) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    close();
    throw new IOException("the S3 server did not start: " + Files.readString(log));
  }

  /** {@code http://127.0.0.1:port}. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The folder that is {@code bucket}; it is made when it is absent. */
  public Path bucket(String bucket) throws IOException {
    return Files.createDirectories(folder.resolve(bucket));
  }

  /** Settings of a node or an origin that reads from here, as {@code key=value}. */
  public List<String> settings() {
    return List.of("origin.s3.endpoint=" + endpoint(), "origin.s3.region=us-east-1");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
