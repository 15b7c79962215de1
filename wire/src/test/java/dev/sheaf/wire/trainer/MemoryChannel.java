package dev.sheaf.wire.trainer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A channel whose reader gets what was written, a few bytes at a time. */
final class MemoryChannel implements ByteChannel {
  private static final int MOST_AT_ONCE = 5;

  private final ByteBuffer bytes =
      ByteBuffer.allocate(64 * 1024).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  @Override
  public int read(ByteBuffer into) {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    var length = Math.min(MOST_AT_ONCE, Math.min(into.remaining(), bytes.remaining()));
    into.put(take(length));
    return length;
  }

  @Override
  public int write(ByteBuffer from) {
    var length = Math.min(MOST_AT_ONCE, from.remaining());
    var end = bytes.limit();
    bytes.limit(end + length);
    bytes.put(end, from, from.position(), length);
    from.position(from.position() + length);
    return length;
  }

  /** Puts a length and a text behind what is there. */
  void put(int length, String text) {
    var encoded = text.getBytes(StandardCharsets.UTF_8);
    var end = bytes.limit();
    bytes.limit(end + 4 + encoded.length);
    bytes.putInt(end, length).put(end + 4, encoded);
  }

  /** Takes bytes from the front. */
  ByteBuffer take(int length) {
    var taken = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return taken;
  }

  /** Takes a length and so many bytes of text from the front. */
  String takeText() {
    return StandardCharsets.UTF_8.decode(take(bytes.getInt())).toString();
  }

  /** Changes one byte that was not read yet. */
  void spoil(Random random) {
    bytes.put(random.nextInt(bytes.position(), bytes.limit()), (byte) random.nextInt());
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
