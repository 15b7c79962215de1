package dev.sheaf.node.bench;

import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many bytes for each request, from one buffer, over a plain socket to the same client: what the
 * machine's TCP gives.
 */
final class SocketAnchor implements Anchor {
  private static final long MOST_BYTES = 8L << 20;

  private final Samples samples;
  private final ServerSocketChannel server;
  private final AtomicLong cpuNanos = new AtomicLong();

  private SocketAnchor(ServerSocketChannel server, Samples samples) {
    this.server = server;
    this.samples = samples;
  }

  static SocketAnchor start(ScratchFolder scratch, Samples samples) throws IOException {
    var server = ServerSocketChannel.open();
    scratch.ends(server);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    var anchor = new SocketAnchor(server, samples);
    Thread.ofPlatform().daemon().name("socket-anchor").start(anchor::accept);
    return anchor;
  }

  @Override
  public String name() {
    return "plain socket";
  }

  @Override
  public Throughput.Round round(int connections, double seconds) throws IOException {
    var clients = new Throughput.Contestant(this::connect, cpuNanos::get);
    return Throughput.round(connections, seconds, false, clients);
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        var client = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    var threads = ManagementFactory.getThreadMXBean();
    var before = threads.getCurrentThreadCpuTime();
    try (client) {
      var request = ByteBuffer.allocate(1);
      var bytes = ByteBuffer.allocateDirect((int) Math.min(MOST_BYTES, batchBytes()));
      while (client.read(request.clear()) >= 0) {
        for (var left = batchBytes(); left > 0; left -= bytes.limit()) {
          bytes.clear().limit((int) Math.min(left, bytes.capacity()));
          send(client, bytes);
        }
        var now = threads.getCurrentThreadCpuTime();
        cpuNanos.addAndGet(now - before);
        before = now;
      }
    } catch (IOException gone) {
      // A client that has what it wants is gone without a word.
    }
  }

  private static void send(SocketChannel client, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  private long batchBytes() {
    return (long) samples.batch() * samples.sampleBytes();
  }

  private Throughput.Connection connect(int number) throws IOException {
    var socket =
        new PlainSocket(
            InetAddress.getLoopbackAddress().getHostAddress(), server.socket().getLocalPort());
    return new Throughput.Connection() {
      @Override
      public long batch() throws IOException {
        socket.send(new byte[1]);
        socket.skip(batchBytes());
        return batchBytes();
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }
}
