package dev.sheaf.lambda.local.network;

import dev.sheaf.policies.functions.TokenBucket;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A SOCKS5 relay (RFC 1928, CONNECT without authentication) for the outgoing connections of one
 * environment: it keeps to a rate and carries out faults.
 *
 * <p>The connection to the runtime API is neither slowed down nor disturbed. Sent and received
 * bytes draw from one bucket.
 */
public final class Relay implements AutoCloseable {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final long BURST_NANOS = 10_000_000;
  private static final int CONNECT_MILLIS = 10_000;

  private final ServerSocket listener;
  private final int runtimePort;
  private final @Nullable TokenBucket bucket;
  private final Set<Line> lines = new HashSet<>();
  private NetworkFault fault = NetworkFault.NONE;
  private boolean abandoned;
  private boolean closed;

  /** Two sockets that belong together. */
  private static final class Line {
    private final Socket function;
    private @Nullable Socket world;
    private boolean exempt;
    private boolean halve;

    private Line(Socket function) {
      this.function = function;
    }

    private void cut() {
      quietly(function);
      quietly(world);
    }
  }

  private Relay(ServerSocket listener, int runtimePort, @Nullable TokenBucket bucket) {
    this.listener = listener;
    this.runtimePort = runtimePort;
    this.bucket = bucket;
  }

  /**
   * A relay on a free port of the loopback.
   *
   * @param bytesPerSecond 0 means as fast as it goes
   * @param runtimePort where the runtime API listens
   */
  public static Relay open(long bytesPerSecond, int runtimePort) {
    try {
      var listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
      var bucket =
          bytesPerSecond == 0
              ? null
              : TokenBucket.full((double) bytesPerSecond, BURST_NANOS, System.nanoTime());
      var relay = new Relay(listener, runtimePort, bucket);
      Thread.ofVirtual().name("lambda-relay").start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException("no port for the relay of a function", e);
    }
  }

  /** Where the function finds it. */
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var line = new Line(listener.accept());
        Thread.ofVirtual().name("lambda-relay-line").start(() -> serve(line));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Line line) {
    try {
      line.function.setTcpNoDelay(true);
      synchronized (this) {
        if (closed) {
          line.cut();
          return;
        }
        lines.add(line);
      }
      var world = connected(line);
      var back =
          Thread.ofVirtual()
              .name("lambda-relay-back")
              .start(() -> pump(line, world, line.function));
      pump(line, line.function, world);
      back.join();
    } catch (IOException e) {
      line.cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over(line);
    }
  }

  private synchronized void over(Line line) {
    if (!abandoned || closed) {
      line.cut();
      lines.remove(line);
    }
  }

  private Socket connected(Line line) throws IOException, InterruptedException {
    var in = new DataInputStream(line.function.getInputStream());
    var out = line.function.getOutputStream();
    expect(in.readUnsignedByte(), 5, "SOCKS version");
    in.skipNBytes(in.readUnsignedByte());
    out.write(new byte[] {5, 0});
    expect(in.readUnsignedByte(), 5, "SOCKS version");
    expect(in.readUnsignedByte(), 1, "SOCKS command");
    in.readUnsignedByte();
    var target = target(in);
    line.exempt = target.getPort() == runtimePort && target.getAddress().isLoopbackAddress();
    if (!line.exempt) {
      awaitSound();
    }
    var world = new Socket();
    line.world = world;
    try {
      world.connect(target, CONNECT_MILLIS);
      world.setTcpNoDelay(true);
    } catch (IOException e) {
      out.write(new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
      throw e;
    }
    out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    return world;
  }

  private static void expect(int found, int expected, String what) throws IOException {
    if (found != expected) {
      throw new IOException("%s must be %d but was %d".formatted(what, expected, found));
    }
  }

  private static InetSocketAddress target(DataInputStream in) throws IOException {
    var kind = in.readUnsignedByte();
    var host =
        switch (kind) {
          case 1 -> InetAddress.getByAddress(in.readNBytes(4));
          case 4 -> InetAddress.getByAddress(in.readNBytes(16));
          case 3 ->
              InetAddress.getByName(
                  new String(
                      in.readNBytes(in.readUnsignedByte()),
                      java.nio.charset.StandardCharsets.US_ASCII));
          default -> throw new IOException("a SOCKS address of kind " + kind);
        };
    return new InetSocketAddress(host, in.readUnsignedShort());
  }

  private void pump(Line line, Socket from, Socket to) {
    var buffer = new byte[CHUNK_BYTES];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!line.exempt) {
          awaitTurn(read);
          awaitSound();
        }
        if (line.halve) {
          out.write(buffer, 0, read / 2);
          line.cut();
          return;
        }
        out.write(buffer, 0, read);
      }
      if (!line.exempt) {
        awaitSound();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      cutUnlessAbandoned(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void cutUnlessAbandoned(Line line) {
    if (!abandoned) {
      line.cut();
    }
  }

  private void awaitTurn(int bytes) {
    if (bucket != null) {
      long waitNanos;
      synchronized (this) {
        waitNanos = bucket.take(bytes, System.nanoTime());
      }
      var until = System.nanoTime() + waitNanos;
      for (var left = waitNanos; left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  private synchronized void awaitSound() throws InterruptedException, IOException {
    while (fault == NetworkFault.SILENT && !closed) {
      wait();
    }
    if (closed) {
      throw new IOException("the relay is closed");
    }
  }

  /** From now on this is wrong with the network. */
  public synchronized void suffer(NetworkFault wrong) {
    if (abandoned) {
      return;
    }
    fault = wrong;
    for (var line : Set.copyOf(lines)) {
      if (!line.exempt) {
        line.halve = wrong == NetworkFault.HALF_FRAME;
        if (wrong == NetworkFault.CUT) {
          line.cut();
        }
      }
    }
    notifyAll();
  }

  /** The environment is gone without a word: whoever it was connected to never hears of it. */
  public synchronized void abandon() {
    suffer(NetworkFault.SILENT);
    abandoned = true;
    quietly(listener);
  }

  @Override
  public synchronized void close() {
    closed = true;
    quietly(listener);
    lines.forEach(Line::cut);
    lines.clear();
    notifyAll();
  }

  private static void quietly(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      // It is closed either way.
    }
  }
}
