package dev.sheaf.lambda.function;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkSum;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Frames that come in. */
final class FrameIn {
  private static final int PIECE_BYTES = 128 << 10;

  private final InputStream in;
  private final ChunkMemory memory;
  private final byte[] piece = new byte[PIECE_BYTES];

  /** Bytes of the next head that are in the piece; -1 when there is no next head. */
  private int begun;

  /** Frames of a stream, whose bodies go into this memory. */
  FrameIn(InputStream in, ChunkMemory memory) {
    this.in = in;
    this.memory = memory;
  }

  /** Waits until a frame begins, or the stream ends. */
  boolean begins() throws IOException {
    if (begun == 0) {
      begun = in.read(piece, 0, ChunkHead.BYTES);
    }
    return true;
  }

  /** Whether a whole head is here. */
  boolean hasHead() throws IOException {
    return in.available() + begun >= ChunkHead.BYTES;
  }

  /** The next head; null when the stream ends before one. */
  @Nullable ChunkHead head() throws IOException {
    if (begun < 0) {
      return null;
    }
    var read = begun + in.readNBytes(piece, begun, ChunkHead.BYTES - begun);
    begun = 0;
    return read == 0 ? null : ChunkHead.read(ByteBuffer.wrap(piece, 0, read));
  }

  /** The body after this head, with the sum that it really has. */
  Chunk body(ChunkHead head) throws IOException {
    var lent = memory.take(head.length());
    try {
      var bytes = lent.segment();
      var sum = new ChunkSum(head.key());
      for (long at = 0; at < head.length(); ) {
        var count = in.read(piece, 0, (int) Math.min(piece.length, head.length() - at));
        if (count < 0) {
          throw new WireFormatException(
              "a chunk of %d bytes ended after %d".formatted(head.length(), at));
        }
        MemorySegment.copy(MemorySegment.ofArray(piece), 0, bytes, at, count);
        sum.add(ByteBuffer.wrap(piece, 0, count));
        at += count;
      }
      return new Chunk(bytes, sum.value(), lent::close);
    } catch (IOException | RuntimeException | Error broken) {
      lent.close();
      throw broken;
    }
  }
}
