package dev.sheaf.wire.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, a parser gives what they say or a refusal, and nothing else. */
final class ChunkFramesProperties {
  private static final List<ChunkHead.Kind> KINDS = List.of(ChunkHead.Kind.values());
  private static final int SEEDS = 200_000;

  @Test
  void anyBytesAreAFrameOrARefusal() {
    var read = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var bytes = bent(random);
      try {
        var head = ChunkHead.read(ByteBuffer.wrap(bytes));
        assertEquals(ByteBuffer.wrap(bytes), head.bytes(), "seed " + seed);
        read++;
      } catch (WireFormatException refused) {
        assertTrue(refused.getMessage() != null, "seed " + seed);
      }
    }
    assertTrue(read > SEEDS / 100, "some were frames: " + read);
  }

  /** A frame of which a few bytes are others, or noise. */
  private static byte[] bent(Random random) {
    var key =
        new ChunkKey(
            random.nextLong(),
            random.nextLong(),
            random.nextInt() >>> 1,
            0,
            10,
            2,
            random.nextInt(12));
    var bytes =
        ChunkHead.bare(
                KINDS.get(random.nextInt(KINDS.size())),
                random.nextLong(),
                random.nextLong(),
                key,
                random.nextLong())
            .bytes()
            .array();
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void anyPayloadIsACallOrARefusal() {
    var whole = new FunctionCall("serve", "h", 1, "t", 0, 1, 2, 3, 4, 5).bytes();
    for (long seed = 0; seed < SEEDS / 10; seed++) {
      var random = new Random(seed);
      var bytes = whole.clone();
      for (int i = random.nextInt(4); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        FunctionCall.read(bytes);
        Hello.read(bytes);
      } catch (WireFormatException refused) {
        assertTrue(refused.getMessage() != null, "seed " + seed);
      }
    }
  }

  @Test
  void anyBodyIsAnInventoryOrARefusal() {
    for (long seed = 0; seed < SEEDS / 10; seed++) {
      var random = new Random(seed);
      var bytes = new byte[random.nextInt(5) * 28 + (random.nextInt(8) == 0 ? 1 : 0)];
      random.nextBytes(bytes);
      try {
        assertEquals(bytes.length / 28, Inventory.read(ByteBuffer.wrap(bytes)).chunks().size());
      } catch (WireFormatException refused) {
        assertTrue(refused.getMessage() != null, "seed " + seed);
      }
    }
  }
}
