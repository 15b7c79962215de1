package dev.sheaf.lambda.bridge.account;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The sockets of one client of AWS, given back as soon as they are closed: the SDK itself would
 * wait for two seconds of quiet.
 */
public final class ClientSockets implements AutoCloseable {
  private static final long QUIET_MILLIS = 50;
  private static final long CLOSE_MILLIS = 2_000;

  private final EventLoopGroup loop;

  /** Sockets that this many threads of that name serve. */
  public ClientSockets(String name, int threads) {
    loop = new NioEventLoopGroup(threads, new DefaultThreadFactory(name, true));
  }

  /** A client of these sockets, still to be set up; it must be closed before them. */
  public NettyNioAsyncHttpClient.Builder client() {
    return NettyNioAsyncHttpClient.builder().eventLoopGroup(SdkEventLoopGroup.create(loop));
  }

  @Override
  public void close() {
    loop.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
