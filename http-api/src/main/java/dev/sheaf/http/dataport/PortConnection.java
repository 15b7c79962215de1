package dev.sheaf.http.dataport;

import dev.sheaf.http.route.Connection;
import dev.sheaf.wire.batch.BatchFormat;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: answers its requests one after another, in order.
 *
 * <pre>
 *   idle ──request──► serving ──reply written──► idle, or the next one that waits
 *   any  ──peer gone, reader stalled, idle too long──► closed; who serves aside is interrupted
 * </pre>
 *
 * <p>What is at hand is written by the connection's event loop, where everything here runs; what
 * has to be waited for is gathered and given by a virtual thread.
 */
// Netty closes and writes in the background: whoever must know how it ended listens.
@SuppressWarnings("FutureReturnValueIgnored")
final class PortConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(PortConnection.class);

  /** Requests that may wait for their turn before no more is read. */
  private static final int MOST_WAITING = 4;

  private static final long MOST_WATCH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DataPort port;
  private final Connection held;
  private final ArrayDeque<PortRequest> waiting = new ArrayDeque<>();
  private @Nullable Outlet outlet;
  private boolean serving;
  private @Nullable Thread aside;
  private @Nullable ScheduledFuture<?> watch;
  private boolean ending;
  private long quietSinceNanos;

  PortConnection(DataPort port) {
    this.port = port;
    this.held = new Connection(port.budget());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    outlet = new Outlet(ctx.channel());
    quietSinceNanos = System.nanoTime();
    var period = Math.min(MOST_WATCH_NANOS, port.limits().readerPatience().toNanos() / 4 + 1);
    watch =
        ctx.executor().scheduleAtFixedRate(() -> watch(ctx), period, period, TimeUnit.NANOSECONDS);
  }

  /** Ends a connection that brings no request, or takes no reply. */
  private void watch(ChannelHandlerContext ctx) {
    var out = outlet;
    if (out != null && out.stalled(port.limits().readerPatience().toNanos())) {
      port.metrics().readerCut();
      ctx.close();
    } else if (!serving && System.nanoTime() - quietSinceNanos > port.limits().idle().toNanos()) {
      ctx.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var request = request(message);
    request.by(held);
    request.by(port.showedItself(ctx.channel()));
    waiting.add(request);
    if (waiting.size() >= MOST_WAITING) {
      ctx.channel().config().setAutoRead(false);
    }
    next(ctx);
  }

  private static PortRequest request(Object message) {
    if (message instanceof FullHttpRequest whole) {
      try {
        return BodyCollector.request(whole);
      } finally {
        whole.release();
      }
    }
    return (PortRequest) message;
  }

  private void next(ChannelHandlerContext ctx) {
    var out = outlet;
    if (serving || waiting.isEmpty() || ending || out == null) {
      return;
    }
    serving = true;
    var request = waiting.remove();
    var keep = request.keepAlive() && !port.stopping();
    try {
      var rest = give(ctx, out, port.answer(request), keep);
      if (rest != null) {
        aside = Thread.ofVirtual().name("data-port").start(() -> run(ctx, rest));
      }
    } catch (RuntimeException mistake) {
      LOG.error("a reply broke off", mistake);
      ctx.close();
    }
  }

  /** What is left to do for a reply, and has to wait. */
  @FunctionalInterface
  private interface Rest {
    void run() throws Exception;
  }

  private static void run(ChannelHandlerContext ctx, Rest rest) {
    try {
      rest.run();
    } catch (InterruptedException | Outlet.ReaderGone gone) {
      ctx.close();
    } catch (Exception mistake) {
      LOG.error("a reply broke off", mistake);
      ctx.close();
    }
  }

  /** Gives what is at hand of a reply; null when that is all. */
  private @Nullable Rest give(
      ChannelHandlerContext ctx, Outlet out, PortReply reply, boolean keep) {
    Runnable written = () -> ctx.executor().execute(() -> served(ctx, keep));
    return switch (reply) {
      case PortReply.Later(var work) ->
          () -> {
            var rest = give(ctx, out, work.call(), keep);
            if (rest != null) {
              rest.run();
            }
          };
      case PortReply.Document document -> {
        out.give(List.of(message(document, keep)), document.body().bytes().length, written);
        yield null;
      }
      case PortReply.Frames frames -> {
        var writer = new FrameWriter(frames, out, port.metrics(), written);
        yield writer.begin(head(frames, keep)) ? null : writer::finish;
      }
    };
  }

  private static HttpResponse message(PortReply.Document document, boolean keep) {
    var bytes = document.body().bytes();
    var reply =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(document.status()),
            Unpooled.wrappedBuffer(bytes));
    document.headers().forEach(reply.headers()::set);
    common(reply.headers(), document.type(), keep);
    reply.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    return reply;
  }

  private static HttpResponse head(PortReply.Frames frames, boolean keep) {
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    frames.headers().forEach(head.headers()::set);
    common(head.headers(), BatchFormat.MEDIA_TYPE, keep);
    if (frames.wishes().cost()) {
      head.headers().set("Sheaf-Cost", "trailer");
    }
    return head;
  }

  private static void common(HttpHeaders headers, String type, boolean keep) {
    headers.set(HttpHeaderNames.SERVER, "sheaf");
    if (!type.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, type);
    }
    if (!keep) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  /** The reply is written, or never will be: the next request's turn, or the end. */
  private void served(ChannelHandlerContext ctx, boolean keep) {
    if (!ctx.channel().isActive()) {
      return;
    }
    serving = false;
    aside = null;
    held.written();
    quietSinceNanos = System.nanoTime();
    if (!keep || port.stopping()) {
      ending = true;
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    next(ctx);
    if (waiting.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Ends the connection when its reply, if there is one, is written. */
  void endSoon(ChannelHandlerContext ctx) {
    if (!serving && !ending) {
      ending = true;
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (watch != null) {
      watch.cancel(false);
    }
    if (outlet != null) {
      outlet.gone();
    }
    if (aside != null) {
      aside.interrupt();
    }
    waiting.clear();
    held.closed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable broken) {
    LOG.debug("connection {} broke", ctx.channel(), broken);
    ctx.close();
  }
}
