package dev.sheaf.http.dataport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Gives what would write itself to the socket as buffers, for TLS to encrypt: still slices of the
 * package store, which are let go of when they are written.
 */
// Netty writes in the background: whoever must know how it ended listens.
@SuppressWarnings("FutureReturnValueIgnored")
@Sharable
final class RegionBytes extends ChannelOutboundHandlerAdapter {
  static final RegionBytes INSTANCE = new RegionBytes();

  private RegionBytes() {}

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof Burst burst) {
      var written = promise.unvoid();
      written.addListener(done -> burst.release());
      ctx.write(Unpooled.wrappedBuffer(burst.gathered()), written);
    } else {
      ctx.write(message, promise);
    }
  }
}
