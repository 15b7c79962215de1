package dev.sheaf.node.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntBinaryOperator;

/**
 * The door of a node that the others know: passes bytes on to the node itself, as the weather on
 * the link is.
 *
 * <p>What goes to the node is under the weather of that direction, what comes back under that of
 * the other. A dead link takes connections and bytes and gives none; they pass when it lives again.
 */
final class TcpProxy implements AutoCloseable {
  private static final int PIECE_BYTES = 16 << 10;
  private static final long LOOK_NANOS = 5_000_000;

  private final ServerSocket door;
  private final Links links;
  private final Links.Lane lane;
  private final int node;
  private final IntBinaryOperator owner;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong flipped = new AtomicLong();
  private volatile int target;

  /** Which door it is: the lane, and the node behind it. */
  record Place(Links.Lane lane, int node) {}

  private record Connection(int from, Socket client, Socket server) {
    void close() {
      quietly(client);
      quietly(server);
    }

    private static void quietly(Socket socket) {
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        // That is what was wanted.
      }
    }
  }

  /**
   * Opens a door on a free port.
   *
   * @param owner gives the node that has a connection, by the connection's ports
   */
  TcpProxy(Links links, Place place, IntBinaryOperator owner) throws IOException {
    this.links = links;
    this.lane = place.lane();
    this.node = place.node();
    this.owner = owner;
    this.door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("proxy-" + place).start(this::accept);
  }

  /** Where the others knock. */
  int port() {
    return door.getLocalPort();
  }

  /** Where the node itself listens. */
  void to(int port) {
    target = port;
  }

  /** Bits that were turned so far. */
  long flipped() {
    return flipped.get();
  }

  /** Breaks off the connections that a node has here; all of them for the node behind the door. */
  void cut(int from) {
    open.stream().filter(each -> from == node || each.from() == from).forEach(Connection::close);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    var from = owner.applyAsInt(client.getPort(), client.getLocalPort());
    try (client;
        var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      var connection = new Connection(from, client, server);
      open.add(connection);
      var back = Thread.ofVirtual().start(() -> pass(connection, server, client, false));
      pass(connection, client, server, true);
      back.join();
      open.remove(connection);
    } catch (IOException nobodyThere) {
      // The node is down: the caller sees its connection end.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(Connection connection, Socket in, Socket out, boolean there) {
    try {
      pump(connection.from(), there, in.getInputStream(), out.getOutputStream());
      out.shutdownOutput();
    } catch (IOException ended) {
      connection.close();
    }
  }

  private void pump(int from, boolean there, InputStream in, OutputStream out) throws IOException {
    var piece = new byte[PIECE_BYTES];
    var chance = new SplittableRandom((from * 31L + port()) * 2 + (there ? 0 : 1));
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      var weather = live(from, there);
      if (weather.delayMillis() > 0) {
        LockSupport.parkNanos(weather.delayMillis() * 1_000_000L);
      }
      if (weather.bytesPerSecond() > 0) {
        LockSupport.parkNanos(count * 1_000_000_000L / weather.bytesPerSecond());
      }
      if (weather.flipEvery() > 0) {
        flip(piece, count, weather.flipEvery(), chance);
      }
      out.write(piece, 0, count);
      out.flush();
    }
  }

  /** The weather once the link lives. */
  private Weather live(int from, boolean there) throws IOException {
    while (true) {
      var now = there ? links.now(lane, from, node) : links.now(lane, node, from);
      if (!now.dead()) {
        return now;
      }
      if (door.isClosed()) {
        throw new IOException("the proxy was closed");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void flip(byte[] piece, int count, int every, SplittableRandom chance) {
    for (int at = chance.nextInt(2 * every); at < count; at += 1 + chance.nextInt(2 * every)) {
      piece[at] ^= (byte) (1 << chance.nextInt(8));
      flipped.incrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    open.forEach(Connection::close);
  }
}
