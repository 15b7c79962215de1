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
 * them where there is parity for two. All write to the same memory: whose pages happen to lie
 * better in cache has no advantage.
 */
final class ErasureStripe {
  private static final int PAGE_BYTES = 4_096;
  private static final int MOST_LOST = 2;

  private final StripeCode code;
  private final int chunkBytes;
  private final Arena arena;
  private final List<MemorySegment> data;
  private final List<MemorySegment> parity;
  private final List<MemorySegment> rebuilt;

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
    this.parity = blank(code.parity());
    this.rebuilt = blank(lost());
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

  /** Where the parity goes. */
  List<MemorySegment> parity() {
    return parity;
  }

  /** Where the lost chunks go. */
  List<MemorySegment> rebuilt() {
    return rebuilt;
  }

  private List<MemorySegment> blank(int count) {
    return IntStream.range(0, count)
        .mapToObj(chunk -> arena.allocate(chunkBytes, PAGE_BYTES))
        .toList();
  }

  /** Memory for a contestant's own needs. */
  Arena arena() {
    return arena;
  }

  /** A fast wrong answer is no result: what one makes of the data must give them back. */
  void check(ErasureContestant contestant, List<MemorySegment> expectedParity) {
    parity.forEach(chunk -> chunk.fill((byte) 0));
    rebuilt.forEach(chunk -> chunk.fill((byte) 0));
    contestant.encode();
    contestant.rebuild();
    if (!same(parity, expectedParity) || !same(rebuilt, data.subList(0, lost()))) {
      throw new IllegalStateException(contestant.name() + " made other bytes");
    }
  }

  /** The parity as it is now, to hold others against. */
  List<MemorySegment> parityCopied() {
    return parity.stream().map(chunk -> arena.allocate(chunkBytes).copyFrom(chunk)).toList();
  }

  private static boolean same(List<MemorySegment> some, List<MemorySegment> others) {
    return IntStream.range(0, some.size())
        .allMatch(chunk -> some.get(chunk).mismatch(others.get(chunk)) < 0);
  }
}
