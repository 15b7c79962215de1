package dev.sheaf.http.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dynatrace.hash4j.hashing.Hashing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Xxh3Test {
  private static final long SEED = 5;

  @Test
  void theLibraryAndPlainJavaAgreeOnEveryLengthAndEveryCut() {
    assumeTrue(Xxh3.isNative(), "skipped: " + Xxh3.LIBRARY + " is absent (apt install libxxhash0)");
    var random = new Random(SEED);
    try (var arena = Arena.ofConfined()) {
      for (int length = 0; length < 1200; length++) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        var expected = Hashing.xxh3_64().hashBytesToLong(bytes);
        var segment = arena.allocate(Math.max(1, length)).asSlice(0, length);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        var cut = random.nextInt(length + 1);
        var pieces = List.of(segment.asSlice(0, cut), segment.asSlice(cut));
        assertEquals(expected, Xxh3.of(segment), "length " + length);
        assertEquals(expected, Xxh3.of(pieces), "length " + length + " cut at " + cut);
        assertEquals(expected, Xxh3.plain(pieces), "length " + length + " cut at " + cut);
      }
    }
  }

  @Test
  void bytesOnTheHeapHaveTheSameSum() {
    var bytes = new byte[100_000];
    new Random(SEED).nextBytes(bytes);
    var whole = MemorySegment.ofArray(bytes);
    var expected = Hashing.xxh3_64().hashBytesToLong(bytes);
    assertEquals(expected, Xxh3.of(whole));
    assertEquals(expected, Xxh3.of(List.of(whole.asSlice(0, 7), whole.asSlice(7))));
  }
}
