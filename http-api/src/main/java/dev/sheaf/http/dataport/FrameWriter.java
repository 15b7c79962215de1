package dev.sheaf.http.dataport;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;

import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.http.batch.CostTrailer;
import dev.sheaf.http.dataport.Outlet.ReaderGone;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one reply from leased memory.
 *
 * <p>When every frame is at hand and they are not too many bytes, all are leased first and the
 * reply has its {@code Content-Length}. Otherwise it is chunked: what is at hand goes out, while
 * the rest is gathered. A lease is taken when its frame is about to be written.
 */
final class FrameWriter {
  /** A reply that is longer is chunked, so that it does not hold so many leases at once. */
  private static final long WHOLE_BYTES = 16 << 20;

  private static final long BURST_BYTES = 1 << 20;
  private static final int BURST_FRAMES = 256;

  private final PortReply.Frames reply;
  private final SampleStream stream;
  private final Outlet outlet;
  private final ByteBufAllocator allocator;
  private final HttpMetrics metrics;
  private boolean all;

  FrameWriter(
      PortReply.Frames reply, Outlet outlet, ByteBufAllocator allocator, HttpMetrics metrics) {
    this.reply = reply;
    this.stream = reply.stream();
    this.outlet = outlet;
    this.allocator = allocator;
    this.metrics = metrics;
  }

  /** Gives all that belongs to the reply to the outlet, beginning with {@code head}. */
  void write(HttpResponse head) throws InterruptedException, ReaderGone {
    try {
      var first = gather();
      var messages = new ArrayList<Object>();
      if (all) {
        var total = first.stream().mapToLong(Burst::bytes).sum();
        var cost = trailerBytes();
        head.headers().set(CONTENT_LENGTH, BatchHeader.BYTES + total + cost);
        messages.add(head);
        messages.add(new DefaultHttpContent(header(total)));
      } else {
        head.headers().set(TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        messages.add(head);
        messages.add(new DefaultHttpContent(header(BatchHeader.UNKNOWN)));
      }
      giveBursts(first, messages);
      while (!all) {
        outlet.awaitRoom();
        give(burst(), new ArrayList<>());
      }
      giveEnd();
    } finally {
      stream.close();
      reply.ended().accept(stream);
    }
  }

  private int trailerBytes() {
    return reply.wishes().cost() ? CostTrailer.BYTES : 0;
  }

  /** Bursts as long as nothing has to be waited for, and all of them are not too much. */
  private List<Burst> gather() throws InterruptedException {
    var bursts = new ArrayList<Burst>();
    try {
      var bytes = 0L;
      while (!all && stream.complete() && bytes < WHOLE_BYTES) {
        var burst = burst();
        bursts.add(burst);
        bytes += burst.bytes();
      }
      return bursts;
    } catch (InterruptedException | RuntimeException failed) {
      bursts.forEach(Burst::close);
      throw failed;
    }
  }

  private void giveBursts(List<Burst> bursts, List<Object> before) {
    if (bursts.isEmpty()) {
      outlet.give(before, BatchHeader.BYTES, () -> {});
      return;
    }
    var left = new ArrayDeque<>(bursts);
    try {
      for (var messages = before; !left.isEmpty(); messages = new ArrayList<>()) {
        give(left.remove(), messages);
      }
    } catch (RuntimeException failed) {
      left.forEach(Burst::close);
      throw failed;
    }
  }

  private void give(Burst burst, List<Object> before) {
    if (burst.isEmpty() && before.isEmpty()) {
      return;
    }
    ByteBuf buffer;
    try {
      buffer = burst.buffer(allocator);
    } catch (RuntimeException failed) {
      burst.close();
      throw failed;
    }
    before.add(new DefaultHttpContent(buffer));
    outlet.give(before, burst.bytes(), burst::close);
  }

  private void giveEnd() {
    var messages = new ArrayList<Object>();
    if (reply.wishes().cost()) {
      messages.add(
          new DefaultHttpContent(Unpooled.wrappedBuffer(CostTrailer.encode(stream.cost()))));
    }
    messages.add(LastHttpContent.EMPTY_LAST_CONTENT);
    outlet.give(messages, trailerBytes(), reply.place()::leave);
  }

  /** The next frames that go together; waits for the first of them only. */
  private Burst burst() throws InterruptedException {
    var burst = new Burst(reply.wishes().sum());
    try {
      do {
        var frame = next();
        if (frame == null) {
          all = true;
          return burst;
        }
        burst.add(frame);
      } while (stream.complete() && burst.bytes() < BURST_BYTES && burst.frames() < BURST_FRAMES);
      return burst;
    } catch (InterruptedException | RuntimeException failed) {
      burst.close();
      throw failed;
    }
  }

  private @Nullable SampleFrame next() throws InterruptedException {
    var frame = stream.next();
    if (frame != null) {
      metrics.frame(frame.head());
    }
    return frame;
  }

  private ByteBuf header(long totalBytes) {
    var header = reply.header();
    var whole =
        new BatchHeader(
            header.flags(), header.count(), header.epoch(), header.rank(), header.n(), totalBytes);
    var bytes = allocator.directBuffer(BatchHeader.BYTES);
    BatchFormat.put(whole, bytes.nioBuffer(0, BatchHeader.BYTES));
    return bytes.writerIndex(BatchHeader.BYTES);
  }
}
