package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where functions call: takes connections, believes only who shows the token of an open call, and
 * gives each session to whom that call belongs to.
 *
 * <p>A token is good once, and only until its call is over.
 */
public final class DialBack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DialBack.class);
  private static final int BACKLOG = 1_024;
  private static final int TOKEN_BYTES = 16;
  private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ServerSocketChannel server;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Expected> expected = new ConcurrentHashMap<>();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  /** Who gets the session of a call. */
  interface Caller extends Session.Listener {
    /** The function of the call is there. */
    void called(Session session);
  }

  private record Expected(int node, long question, Caller caller) {}

  private DialBack(ServerSocketChannel server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param port 0 for any
   * @throws IOException with the address in its message
   */
  public static DialBack listen(String host, int port) throws IOException {
    var server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw new IOException(
          "Lambda functions cannot call %s:%d: %s; set sheaf.lambda.bridge.host and .port to an address of this machine that is free"
              .formatted(host, port, e.getMessage()),
          e);
    }
    var dialBack = new DialBack(server);
    Thread.ofVirtual().name("dial-back").start(dialBack::accept);
    return dialBack;
  }

  /** The port it listens on. */
  public int port() {
    return server.socket().getLocalPort();
  }

  /** A token for a call that is about to be made. */
  String expect(int node, long question, Caller caller) {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    var token = HexFormat.of().formatHex(bytes);
    expected.put(token, new Expected(node, question, caller));
    return token;
  }

  /** The call is over: whoever still shows its token is refused. */
  void forget(String token) {
    expected.remove(token);
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        var channel = server.accept();
        open.add(channel);
        Thread.ofPlatform().daemon().name("lambda-session").start(() -> meet(channel));
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("a call of a Lambda function could not be taken: {}", e.getMessage());
        }
      }
    }
  }

  private void meet(SocketChannel channel) {
    try (channel) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      greet(channel);
    } catch (IOException e) {
      LOG.debug("a caller was sent away: {}", e.getMessage());
    } finally {
      open.remove(channel);
    }
  }

  private void greet(SocketChannel channel) throws IOException {
    var watch = watch(channel);
    var head = ChunkFrames.head(channel);
    if (head == null || head.kind() != Kind.HELLO) {
      throw new WireFormatException("a caller must say HELLO first");
    }
    var hello = ChunkFrames.hello(channel, head);
    watch.interrupt();
    var call = expected.remove(hello.token());
    if (call == null || call.node() != hello.node() || call.question() != hello.question()) {
      throw new WireFormatException("a caller must show the token of an open call");
    }
    var session = new Session(channel, head.instance(), hello);
    call.caller().called(session);
    session.listen(call.caller());
  }

  /** Closes a connection that does not greet in time, unless it is interrupted before. */
  private static Thread watch(SocketChannel channel) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            TimeUnit.NANOSECONDS.sleep(GREETING_NANOS);
            channel.close();
          } catch (InterruptedException greeted) {
            // As it should be.
          } catch (IOException closedAnyway) {
            // Then it is closed.
          }
        });
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var channel : open) {
      channel.close();
    }
  }
}
