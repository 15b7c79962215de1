package dev.sheaf.http.dataport;

import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.http.batch.Sum;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.FrameHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that go to the socket together: their heads, and slices of the leased memory itself.
 *
 * <p>It owns the leases of its frames until it is closed, which must happen exactly once.
 */
final class Burst implements AutoCloseable {
  private final List<SampleFrame> frames = new ArrayList<>();
  private final Sum sum;
  private int pieces;
  private long bytes;

  /** An empty burst, whose heads will carry {@code sum}. */
  Burst(Sum sum) {
    this.sum = sum;
  }

  void add(SampleFrame frame) {
    frames.add(frame);
    pieces += frame.pieces().size();
    bytes += FrameHead.BYTES + (long) frame.head().length();
  }

  /** Bytes on the wire. */
  long bytes() {
    return bytes;
  }

  int frames() {
    return frames.size();
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Heads and bytes in order; nothing is copied but the heads. */
  ByteBuf buffer(ByteBufAllocator allocator) {
    var heads = allocator.directBuffer(frames.size() * FrameHead.BYTES);
    var parts = new ArrayList<ByteBuf>(frames.size() + pieces);
    try {
      for (var frame : frames) {
        var at = heads.writerIndex();
        BatchFormat.put(
            sum.head(frame), MemorySegment.ofBuffer(heads.nioBuffer(at, FrameHead.BYTES)), 0);
        heads.writerIndex(at + FrameHead.BYTES);
        parts.add(heads.retainedSlice(at, FrameHead.BYTES));
        for (var piece : frame.pieces()) {
          parts.add(Unpooled.wrappedBuffer(piece.asByteBuffer()));
        }
      }
      // As many components as parts: one more than the limit, and Netty would copy them together.
      return new CompositeByteBuf(allocator, true, Math.max(2, parts.size()), parts);
    } finally {
      heads.release();
    }
  }

  /** Ends the leases. */
  @Override
  public void close() {
    frames.forEach(SampleFrame::close);
  }
}
