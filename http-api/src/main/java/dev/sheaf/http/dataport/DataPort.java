package dev.sheaf.http.dataport;

import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.auth.Security;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.route.Dispatcher;
import dev.sheaf.http.route.Listen;
import dev.sheaf.http.route.ReplyBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The server of sample bytes: HTTP/1.1 on Netty, whose bodies are slices of the package store
 * itself, gathered by the socket.
 *
 * <p>Event loops read requests, and write what is at hand; whatever has to be waited for is
 * gathered on a virtual thread.
 */
// Netty closes and writes in the background: whoever must know how it ended listens.
@SuppressWarnings("FutureReturnValueIgnored")
public final class DataPort {
  private static final int MAX_LINE_BYTES = 8 << 10;
  private static final int MAX_HEADERS_BYTES = 16 << 10;

  private final PortDispatcher dispatcher;
  private final HttpMetrics metrics;
  private final Security security;
  private final Limits limits;
  private final ReplyBudget budget;
  private final EventLoopGroup loops;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listening;
  private volatile boolean stopping;
  private volatile long lastAskedNanos = System.nanoTime();

  /**
   * What clients may hold.
   *
   * @param connections at once; one more is closed at once
   * @param idle how long a connection may take to bring its next request, whole
   * @param readerPatience how long a reader may take nothing of what is ready for it
   */
  public record Limits(int connections, Duration idle, Duration readerPatience) {
    /** Room for a cluster of clients. */
    public static final Limits DEFAULT =
        new Limits(4096, Duration.ofSeconds(60), Duration.ofSeconds(30));
  }

  private DataPort(
      List<DataRoute> table, Listen at, HttpMetrics metrics, Held held, Security security)
      throws IOException {
    this.dispatcher =
        new PortDispatcher(table, metrics, new Dispatcher.Way(security.guard(), held.requests()));
    this.security = security;
    this.metrics = metrics;
    this.limits = held.limits();
    this.budget = held.budget();
    this.loops =
        new NioEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("data-port", true));
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections())
            .bind(at.host(), at.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("cannot listen on " + at, bound.cause());
    }
    this.listening = bound.channel();
  }

  /** What clients may hold, of connections, of the heap and of threads. */
  public record Held(Limits limits, ReplyBudget budget, Gate requests) {}

  /** Listens, for those whom {@code security} lets in; fails when the address cannot be had. */
  public static DataPort listen(
      List<DataRoute> table, Listen at, HttpMetrics metrics, Held held, Security security)
      throws IOException {
    return new DataPort(table, at, metrics, held, security);
  }

  /** Sets up each new connection. */
  private final class Connections extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      if (stopping || open.size() >= limits.connections()) {
        metrics.rejected("connections");
        channel.close();
        return;
      }
      open.add(channel);
      if (security.tls().isPresent()) {
        var tls = security.tls().get().serverHandler(channel.alloc());
        channel.pipeline().addLast(tls, RegionBytes.INSTANCE);
      }
      var decoding =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(MAX_LINE_BYTES)
              .setMaxHeaderSize(MAX_HEADERS_BYTES);
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(decoding),
              new BodyCollector(),
              new PortConnection(DataPort.this));
    }
  }

  /** The reply to a request, or that it comes later; does not wait. */
  PortReply answer(PortRequest request) {
    lastAskedNanos = System.nanoTime();
    return dispatcher.answer(request);
  }

  HttpMetrics metrics() {
    return metrics;
  }

  ReplyBudget budget() {
    return budget;
  }

  Limits limits() {
    return limits;
  }

  /** Whether the client of a connection is known to be a node, as far as certificates tell. */
  boolean showedItself(Channel channel) {
    return !security.isMutual() || showedCertificate(channel.pipeline().get(SslHandler.class));
  }

  private static boolean showedCertificate(@Nullable SslHandler tls) {
    try {
      return tls != null && tls.engine().getSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException none) {
      return false;
    }
  }

  boolean stopping() {
    return stopping;
  }

  /** Where it listens, with the port that it got. */
  public Listen address() {
    var at = (InetSocketAddress) listening.localAddress();
    return new Listen(at.getAddress().getHostAddress(), at.getPort());
  }

  /** Waits until nothing was asked for during {@code quiet}; no longer than {@code most}. */
  public void awaitQuiet(Duration quiet, Duration most) {
    var began = System.nanoTime();
    while (System.nanoTime() - began < most.toNanos()) {
      var left = quiet.toNanos() - (System.nanoTime() - Math.max(began, lastAskedNanos));
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }

  /** Takes no new connections, lets replies end within {@code patience}, then cuts the rest. */
  public CompletionStage<Void> stop(Duration patience) {
    stopping = true;
    var stopped = new CompletableFuture<Void>();
    listening.close();
    for (var channel : open) {
      var context = channel.pipeline().context(PortConnection.class);
      if (context != null) {
        channel.eventLoop().execute(() -> ((PortConnection) context.handler()).endSoon(context));
      }
    }
    open.newCloseFuture().addListener(closed -> finish(stopped));
    GlobalEventExecutor.INSTANCE.schedule(
        () -> {
          open.close();
        },
        patience.toMillis(),
        TimeUnit.MILLISECONDS);
    return stopped;
  }

  private void finish(CompletableFuture<Void> stopped) {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(ended -> stopped.complete(null));
  }
}
