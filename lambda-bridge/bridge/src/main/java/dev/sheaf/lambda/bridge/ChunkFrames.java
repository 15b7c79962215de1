package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.Hello;
import dev.sheaf.wire.chunk.Inventory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Reads frames other than chunks from a channel. */
final class ChunkFrames {
  private static final int MOST_HELLO_BYTES = 4 << 10;

  private ChunkFrames() {}

  /** The next head; null when the stream ends before one. */
  static @Nullable ChunkHead head(ReadableByteChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(ChunkHead.BYTES);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        if (bytes.position() == 0) {
          return null;
        }
        throw new WireFormatException(
            "a head ended after %d of %d bytes".formatted(bytes.position(), ChunkHead.BYTES));
      }
    }
    return ChunkHead.read(bytes.flip());
  }

  static Hello hello(ReadableByteChannel channel, ChunkHead head) throws IOException {
    WireFormatException.inRange("a greeting's length", head.length(), 2, MOST_HELLO_BYTES);
    return Hello.read(body(channel, head).array());
  }

  static Inventory inventory(ReadableByteChannel channel, ChunkHead head) throws IOException {
    return Inventory.read(body(channel, head));
  }

  private static ByteBuffer body(ReadableByteChannel channel, ChunkHead head) throws IOException {
    var bytes = ByteBuffer.allocate(head.length());
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new WireFormatException(
            "a body ended after %d of %d bytes".formatted(bytes.position(), head.length()));
      }
    }
    return bytes.flip();
  }
}
