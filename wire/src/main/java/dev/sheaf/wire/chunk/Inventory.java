package dev.sheaf.wire.chunk;

import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a function holds, as the body of an INVENTORY: for each chunk its key and its length.
 *
 * @param chunks in no order
 */
public record Inventory(List<Held> chunks) {
  private static final int HELD_BYTES = ChunkKey.BYTES + Integer.BYTES;

  /** A chunk that is held. */
  public record Held(ChunkKey key, int lengthBytes) {}

  /** An inventory that owns its list. */
  public Inventory {
    chunks = List.copyOf(chunks);
  }

  /** The inventory as a body, ready to be read; what does not fit is left out. */
  public ByteBuffer bytes() {
    var count = Math.min(chunks.size(), ChunkHead.MOST_BODY_BYTES / HELD_BYTES);
    var into = ByteBuffer.allocate(count * HELD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (var held : chunks.subList(0, count)) {
      held.key().write(into);
      into.putInt(held.lengthBytes());
    }
    return into.flip();
  }

  /** Reads a body. */
  public static Inventory read(ByteBuffer body) throws WireFormatException {
    var from = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    WireFormatException.inRange(
        "what an inventory has beyond whole entries", from.remaining() % HELD_BYTES, 0, 0);
    var chunks = new ArrayList<Held>(from.remaining() / HELD_BYTES);
    try {
      while (from.hasRemaining()) {
        var key = ChunkKey.read(from);
        var length =
            WireFormatException.inRange(
                "a held chunk's length", from.getInt(), 0, ChunkHead.MOST_BODY_BYTES);
        chunks.add(new Held(key, (int) length));
      }
    } catch (IllegalArgumentException badKey) {
      throw new WireFormatException(String.valueOf(badKey.getMessage()), badKey);
    }
    return new Inventory(chunks);
  }

  /** A number that is the same for the same set of keys. */
  public long digest() {
    return chunks.stream().mapToLong(held -> held.key().digest()).sum();
  }
}
