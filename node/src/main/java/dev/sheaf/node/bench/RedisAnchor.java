package dev.sheaf.node.bench;

import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Redis server of this run's own, holding the same samples, asked by MGET over a plain socket.
 */
final class RedisAnchor implements Anchor {
  private static final int TRIES = 100;
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Process process;
  private final int port;
  private final Samples samples;

  private RedisAnchor(Process process, int port, Samples samples) {
    this.process = process;
    this.port = port;
    this.samples = samples;
  }

  static RedisAnchor start(ScratchFolder scratch, Samples samples) throws IOException {
    var anchor = listening(scratch, samples);
    anchor.fill();
    return anchor;
  }

  private static RedisAnchor listening(ScratchFolder scratch, Samples samples) throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var command =
        List.of(
            "redis-server",
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            scratch.path().toString());
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      scratch.ends(process);
      var anchor = new RedisAnchor(process, port, samples);
      anchor.awaitListening();
      return anchor;
    } catch (IOException absent) {
      throw new IOException("no redis-server to compare with: apt install redis-server", absent);
    }
  }

  @Override
  public String name() {
    return "redis MGET";
  }

  @Override
  public Throughput.Round round(int connections, double seconds) throws IOException {
    var clients =
        new Throughput.Contestant(number -> connect(samples.batches(number)), this::cpuNanos);
    return Throughput.round(connections, seconds, false, clients);
  }

  private void awaitListening() throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        new PlainSocket("127.0.0.1", port).close();
        return;
      } catch (IOException notYet) {
        if (attempt == TRIES || !process.isAlive()) {
          throw notYet;
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }

  /** CPU that the server has taken since it began. */
  private long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  private void fill() throws IOException {
    try (var socket = new PlainSocket("127.0.0.1", port)) {
      for (int id = 0; id < samples.count(); id++) {
        var key = "s" + id;
        socket.send(
            PlainSocket.ascii(
                "*3\r\n$3\r\nSET\r\n$"
                    + key.length()
                    + "\r\n"
                    + key
                    + "\r\n$"
                    + samples.sampleBytes()
                    + "\r\n"));
        samples.writeTo(socket);
        socket.send(PlainSocket.ascii("\r\n"));
        if (!socket.line().equals("+OK")) {
          throw new IOException("redis did not take a sample");
        }
      }
    }
  }

  /** A connection that asks for batches of ids drawn by {@code batches}. */
  private Throughput.Connection connect(Batches batches) throws IOException {
    var socket = new PlainSocket("127.0.0.1", port);
    return new Throughput.Connection() {
      @Override
      public long batch() throws IOException {
        var ids = batches.next();
        var request = new StringBuilder("*" + (ids.size() + 1) + "\r\n$4\r\nMGET\r\n");
        for (var id : ids) {
          var key = "s" + id;
          request.append('$').append(key.length()).append("\r\n").append(key).append("\r\n");
        }
        socket.send(PlainSocket.ascii(request.toString()));
        socket.line();
        var bytes = 0L;
        for (int i = 0; i < ids.size(); i++) {
          var length = Long.parseLong(socket.line().substring(1));
          socket.skip(length + 2);
          bytes += length;
        }
        return bytes;
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }
}
