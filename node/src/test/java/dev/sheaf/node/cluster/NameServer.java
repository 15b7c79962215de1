package dev.sheaf.node.cluster;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real name server, dnsmasq, on loopback, with the records that it is given and no others. */
final class NameServer implements AutoCloseable {
  private static final long START_SECONDS = 20;

  private final Process process;
  private final int port;

  private NameServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isThere() {
    try {
      return new ProcessBuilder("dnsmasq", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts a server with records as dnsmasq's options say them, and waits until it answers. */
  static NameServer start(Path folder, List<String> records) throws IOException {
    var port = freePort();
    var command =
        new ArrayList<>(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file",
                "--user=" + System.getProperty("user.name"),
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts",
                "--local=/test/",
                "--host-record=here.test,127.0.0.1"));
    command.addAll(records);
    var log = folder.resolve("names.log").toFile();
    var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    var server = new NameServer(process, port);
    server.awaitAnswer();
    return server;
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** {@code host:port} of it. */
  String address() {
    return "127.0.0.1:" + port;
  }

  private void awaitAnswer() throws IOException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IOException("dnsmasq did not start");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** It takes TCP on the same port as soon as it takes datagrams. */
  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
