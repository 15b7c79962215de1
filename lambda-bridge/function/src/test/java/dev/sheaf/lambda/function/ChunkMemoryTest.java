package dev.sheaf.lambda.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChunkMemoryTest {
  private static final long SEED = 20_261_122;
  private static final int LIMIT = 1_000;

  private final ChunkMemory memory = new ChunkMemory();

  @BeforeEach
  void limit() {
    memory.limit(LIMIT);
  }

  private static long place(MemorySegment segment) {
    return segment.address();
  }

  @Test
  void whatWasGivenBackIsLentAgainToWhatIsNearlyAsLong() {
    var first = memory.take(100);
    var where = place(first.segment());
    first.close();
    var second = memory.take(90);
    assertEquals(where, place(second.segment()));
    assertEquals(90, second.segment().byteSize());
    second.close();
    var short1 = memory.take(80);
    assertNotEquals(where, place(short1.segment()), "too much of it would be wasted");
    assertEquals(180, memory.allBytes());
  }

  @Test
  void whatIsLentIsNobodyElses() {
    var one = memory.take(100);
    var two = memory.take(100);
    one.segment().fill((byte) 1);
    two.segment().fill((byte) 2);
    assertEquals(-1, one.segment().mismatch(MemorySegment.ofArray(filled((byte) 1))));
  }

  private static byte[] filled(byte value) {
    var bytes = new byte[100];
    java.util.Arrays.fill(bytes, value);
    return bytes;
  }

  @Test
  void aStoreThatIsFullUsesWhatGaveWay() {
    var held = new ArrayDeque<ChunkMemory.Lent>();
    for (int i = 0; i < 10; i++) {
      held.add(memory.take(100));
    }
    held.add(memory.take(100));
    var gone = held.remove();
    var where = place(gone.segment());
    gone.close();
    assertEquals(1_100, memory.allBytes());
    assertEquals(where, place(memory.take(100).segment()));
  }

  @Test
  void nothingIsKeptBeyondTheLimitAndOneChunk() {
    var random = new Random(SEED);
    var held = new ArrayDeque<ChunkMemory.Lent>();
    var lent = 0L;
    for (int i = 0; i < 5_000; i++) {
      var bytes = 1 + random.nextInt(200);
      held.add(memory.take(bytes));
      lent += bytes;
      while (lent > LIMIT) {
        var gone = held.remove();
        lent -= gone.segment().byteSize();
        gone.close();
      }
      assertTrue(
          memory.allBytes() <= LIMIT * 9 / 8 + 225,
          "seed %d: %d".formatted(SEED, memory.allBytes()));
    }
    held.forEach(ChunkMemory.Lent::close);
    assertTrue(memory.allBytes() <= LIMIT + 225);
    memory.limit(0);
    assertEquals(0, memory.allBytes());
  }

  @Test
  void anEmptyChunkIsLentToo() {
    try (var none = memory.take(0)) {
      assertEquals(0, none.segment().byteSize());
      assertFalse(none.segment().isReadOnly());
    }
  }
}
