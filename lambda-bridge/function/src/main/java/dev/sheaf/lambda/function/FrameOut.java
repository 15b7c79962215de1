package dev.sheaf.lambda.function;

import dev.sheaf.wire.chunk.ChunkHead;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Frames that go out, one after the other. */
final class FrameOut {
  private static final int PIECE_BYTES = 128 << 10;

  private final OutputStream out;
  private final byte[] piece = new byte[PIECE_BYTES];

  FrameOut(OutputStream out) {
    this.out = out;
  }

  /** Writes a head and what follows it; the first bytes of the body travel with the head. */
  void write(ChunkHead head, @Nullable ByteBuffer body) throws IOException {
    head.bytes().get(piece, 0, ChunkHead.BYTES);
    var filled = ChunkHead.BYTES;
    while (body != null && body.hasRemaining()) {
      var count = Math.min(piece.length - filled, body.remaining());
      body.get(piece, filled, count);
      filled += count;
      if (body.hasRemaining()) {
        out.write(piece, 0, filled);
        filled = 0;
      }
    }
    out.write(piece, 0, filled);
    out.flush();
  }
}
