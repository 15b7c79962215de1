package dev.sheaf.http.dataport;

import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.http.batch.Sum;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.FrameHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that go to the socket together: their heads, and the leased memory itself, gathered by the
 * system's vectored write. To Netty it is a region that writes itself to the channel.
 *
 * <p>It owns the leases of its frames until it is released, which happens when it is written or
 * never will be.
 */
final class Burst extends AbstractReferenceCounted implements FileRegion {
  private final List<SampleFrame> frames = new ArrayList<>();
  private final Sum sum;
  private final ByteBufAllocator allocator;
  private int pieces;
  private long bytes;
  private long written;
  private @Nullable ByteBuf heads;
  private ByteBuffer @Nullable [] parts;
  private int next;

  /** An empty burst, whose heads will carry {@code sum}. */
  Burst(Sum sum, ByteBufAllocator allocator) {
    this.sum = sum;
    this.allocator = allocator;
  }

  void add(SampleFrame frame) {
    frames.add(frame);
    pieces += frame.pieces().size();
    bytes += FrameHead.BYTES + (long) frame.head().length();
  }

  int frames() {
    return frames.size();
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Writes as much as the channel takes. */
  @Override
  public long transferTo(WritableByteChannel target, long position) throws IOException {
    var gathered = parts == null ? gather() : parts;
    parts = gathered;
    var taken = ((GatheringByteChannel) target).write(gathered, next, gathered.length - next);
    while (next < gathered.length && !gathered[next].hasRemaining()) {
      next++;
    }
    written += taken;
    return taken;
  }

  /** All of it as buffers, for what encrypts it; they are good until this is released. */
  ByteBuffer[] gathered() {
    return gather();
  }

  /** Heads and bytes in order; nothing is copied. */
  private ByteBuffer[] gather() {
    var length = frames.size() * FrameHead.BYTES;
    heads = allocator.directBuffer(length);
    var buffer = heads.nioBuffer(0, length);
    var into = MemorySegment.ofBuffer(buffer);
    var gathered = new ByteBuffer[frames.size() + pieces];
    var at = 0;
    var offset = 0;
    for (var frame : frames) {
      BatchFormat.put(sum.head(frame), into, offset);
      gathered[at++] = buffer.slice(offset, FrameHead.BYTES);
      offset += FrameHead.BYTES;
      for (var piece : frame.pieces()) {
        gathered[at++] = piece.asByteBuffer();
      }
    }
    return gathered;
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  @Deprecated
  public long transfered() {
    return written;
  }

  @Override
  public long transferred() {
    return written;
  }

  /** Bytes on the wire. */
  @Override
  public long count() {
    return bytes;
  }

  /** Ends the leases. */
  @Override
  protected void deallocate() {
    frames.forEach(SampleFrame::close);
    if (heads != null) {
      heads.release();
    }
  }

  @Override
  public Burst retain() {
    super.retain();
    return this;
  }

  @Override
  public Burst retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public Burst touch() {
    return this;
  }

  @Override
  public Burst touch(Object hint) {
    return this;
  }
}
