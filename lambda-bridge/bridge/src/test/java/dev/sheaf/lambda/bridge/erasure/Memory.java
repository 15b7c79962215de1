package dev.sheaf.lambda.bridge.erasure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chunks off heap for tests. */
final class Memory {
  private Memory() {}

  static MemorySegment of(Arena arena, byte[] bytes) {
    var segment = arena.allocate(bytes.length, 1);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  static MemorySegment random(Arena arena, Random random, int bytes) {
    var content = new byte[bytes];
    random.nextBytes(content);
    return of(arena, content);
  }

  static List<MemorySegment> randoms(Arena arena, Random random, int count, int bytes) {
    return IntStream.range(0, count).mapToObj(each -> random(arena, random, bytes)).toList();
  }

  /** Not zeros: what is not written shows. */
  static List<MemorySegment> unwritten(Arena arena, int count, long bytes) {
    return Stream.generate(() -> arena.allocate(bytes, 1).fill((byte) 0xA5)).limit(count).toList();
  }

  static String hex(MemorySegment segment) {
    return HexFormat.of().formatHex(segment.toArray(JAVA_BYTE));
  }

  static boolean same(List<MemorySegment> some, List<MemorySegment> others) {
    return some.stream()
        .map(Memory::hex)
        .toList()
        .equals(others.stream().map(Memory::hex).toList());
  }

  /** The kernels that can run here; says why another cannot. */
  static Stream<KernelKind> kernels() {
    return Arrays.stream(KernelKind.values())
        .filter(kind -> {
          kind.whyNot()
              .ifPresent(why -> System.out.println("skipped: " + kind.label() + ": " + why));
          return kind.whyNot().isEmpty();
        });
  }
}
