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
import dev.sheaf.wire.batch.FrameHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one reply from leased memory.
 *
 * <p>What is at hand is written by {@link #begin}, which never waits. When that is all, and not too
 * many bytes, everything is leased first and the reply has its {@code Content-Length}. Otherwise it
 * is chunked, and {@link #finish} writes the rest as it is gathered.
 */
final class FrameWriter {
  /** A reply that is longer is chunked, so that it does not hold so many leases at once. */
  private static final long WHOLE_BYTES = 16 << 20;

  /** Few enough that the client reads one burst while the next is made. */
  private static final long BURST_BYTES = 1 << 20;

  private static final int BURST_FRAMES = 64;

  private final PortReply.Frames reply;
  private final SampleStream stream;
  private final Outlet outlet;
  private final ByteBufAllocator allocator;
  private final HttpMetrics metrics;
  private final Runnable written;
  private int owed;
  private boolean isToBeAskedAgain;

  /**
   * A writer of one reply.
   *
   * @param written run when all of it is written, or never will be
   */
  FrameWriter(PortReply.Frames reply, Outlet outlet, HttpMetrics metrics, Runnable written) {
    this.reply = reply;
    this.stream = reply.stream();
    this.outlet = outlet;
    this.allocator = outlet.allocator();
    this.metrics = metrics;
    this.written = written;
    this.owed = reply.header().count();
  }

  /** Gives what is at hand, beginning with {@code head}; true when that is the whole reply. */
  boolean begin(HttpResponse head) {
    try {
      var first = gather();
      var messages = new ArrayList<Object>();
      var whole = owed == 0;
      if (whole) {
        var total = first.stream().mapToLong(Burst::count).sum();
        head.headers().set(CONTENT_LENGTH, BatchHeader.BYTES + total + trailerBytes());
        messages.add(head);
        messages.add(new DefaultHttpContent(header(total)));
      } else {
        head.headers().set(TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        messages.add(head);
        messages.add(new DefaultHttpContent(header(BatchHeader.UNKNOWN)));
      }
      giveBursts(first, messages);
      if (whole) {
        end();
      }
      return whole;
    } catch (RuntimeException failed) {
      close();
      reply.place().leave();
      throw failed;
    }
  }

  /** Gives the rest of what was begun; waits. */
  void finish() throws InterruptedException, ReaderGone {
    try {
      while (owed > 0) {
        outlet.awaitRoom();
        give(burst(next()), new ArrayList<>());
      }
    } catch (InterruptedException | ReaderGone | RuntimeException failed) {
      close();
      reply.place().leave();
      throw failed;
    }
    end();
  }

  private SampleFrame next() throws InterruptedException {
    var frame = stream.next();
    if (frame == null) {
      throw new IllegalStateException("a reply lacks " + owed + " frames that were asked for");
    }
    return frame;
  }

  private int trailerBytes() {
    return reply.wishes().cost() ? CostTrailer.BYTES : 0;
  }

  /** Bursts of what is at hand, as far as it is not too much. */
  private List<Burst> gather() {
    var bursts = new ArrayList<Burst>();
    try {
      var bytes = 0L;
      for (var frame = stream.atHand(); frame != null; ) {
        var burst = burst(frame);
        bursts.add(burst);
        bytes += burst.count();
        frame = bytes < WHOLE_BYTES ? stream.atHand() : null;
      }
      return bursts;
    } catch (RuntimeException failed) {
      bursts.forEach(Burst::release);
      throw failed;
    }
  }

  /** A frame, and those at hand that go with it. */
  private Burst burst(SampleFrame first) {
    var burst = new Burst(reply.wishes().sum(), allocator);
    try {
      for (@Nullable SampleFrame frame = first; frame != null; ) {
        metrics.frame(frame.head());
        isToBeAskedAgain |= frame.head().status() > FrameHead.MISSING;
        burst.add(frame);
        owed--;
        var room = burst.count() < BURST_BYTES && burst.frames() < BURST_FRAMES;
        frame = room ? stream.atHand() : null;
      }
      return burst;
    } catch (RuntimeException failed) {
      burst.release();
      throw failed;
    }
  }

  private void giveBursts(List<Burst> bursts, List<Object> before) {
    if (bursts.isEmpty()) {
      outlet.give(before, BatchHeader.BYTES, () -> {});
      return;
    }
    var messages = before;
    for (var burst : bursts) {
      give(burst, messages);
      messages = new ArrayList<>();
    }
  }

  private void give(Burst burst, List<Object> before) {
    var bytes = burst.count();
    before.add(burst);
    outlet.give(before, bytes, () -> {});
  }

  private void end() {
    var messages = new ArrayList<Object>();
    if (reply.wishes().cost()) {
      messages.add(
          new DefaultHttpContent(Unpooled.wrappedBuffer(CostTrailer.encode(stream.cost()))));
    }
    messages.add(LastHttpContent.EMPTY_LAST_CONTENT);
    close();
    outlet.give(
        messages,
        trailerBytes(),
        () -> {
          reply.place().leave(!isToBeAskedAgain);
          written.run();
        });
  }

  private void close() {
    stream.close();
    reply.ended().accept(stream);
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
