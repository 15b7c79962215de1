package dev.sheaf.node.bench;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stripe that all contestants of the erasure benchmark work on.
 *
 * <p>Its data lie one after the other, as in a package. What is lost are its first chunks, two of
 * them where there is parity for two.
 */
final class ErasureStripe {
  private static final int PAGE_BYTES = 4_096;
  private static final int MOST_LOST = 2;

  private final StripeCode code;
  private final int chunkBytes;
  private final Arena arena;
  private final List<MemorySegment> data;

  ErasureStripe(StripeCode code, int chunkBytes, Arena arena) {
    this.code = code;
    this.chunkBytes = chunkBytes;
    this.arena = arena;
    var content = arena.allocate(dataBytes(), PAGE_BYTES);
    for (long at = 0; at + Long.BYTES <= dataBytes(); at += Long.BYTES) {
      content.set(JAVA_LONG, at, Draw.draw(1, at));
    }
    this.data =
        IntStream.range(0, code.data())
            .mapToObj(chunk -> content.asSlice((long) chunk * chunkBytes, chunkBytes))
            .toList();
  }

  StripeCode code() {
    return code;
  }

  int chunkBytes() {
    return chunkBytes;
  }

  long dataBytes() {
    return (long) code.data() * chunkBytes;
  }

  /** How many chunks are lost, from the first on. */
  int lost() {
    return Math.min(MOST_LOST, code.parity());
  }

  List<MemorySegment> data() {
    return data;
  }

  /** Chunks to write to. */
  List<MemorySegment> blank(int count) {
    return IntStream.range(0, count)
        .mapToObj(chunk -> arena.allocate(chunkBytes, PAGE_BYTES))
        .toList();
  }

  /** Memory for a contestant's own needs. */
  Arena arena() {
    return arena;
  }

  /** Whether these are the first chunks of data. */
  boolean isData(List<MemorySegment> chunks) {
    return IntStream.range(0, chunks.size())
        .allMatch(chunk -> chunks.get(chunk).mismatch(data.get(chunk)) < 0);
  }
}
