package dev.sheaf.lambda.bridge.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for random packages, codes and losses. */
class ErasureCodeProperties {
  private static final int SEEDS = 300;

  @Test
  void aPackageOfAnySizeComesBackFromAnyChunks() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var kinds = Memory.kernels().toList();
      var kind = kinds.get(random.nextInt(kinds.size()));
      var code = ErasureCode.of(1 + random.nextInt(14), random.nextInt(6), kind);
      var shape = new StripeShape(code.data(), random.nextInt(3 * code.data() * 64 + 1));
      try (var arena = Arena.ofConfined()) {
        var content = Memory.random(arena, random, (int) shape.sizeBytes());
        var parity = Memory.unwritten(arena, code.parity(), shape.chunkBytes());
        code.encode(slices(shape, content), parity);
        assertTrue(code.verify(slices(shape, content), parity), "seed " + seed);
        // What travels has its padding; it is read into a package that has none.
        var chunks = new ArrayList<>(padded(arena, shape, content));
        chunks.addAll(parity);
        var read = Memory.unwritten(arena, 1, shape.sizeBytes()).getFirst();
        var wanted = new TreeMap<Integer, MemorySegment>();
        for (var lost : lost(random, code)) {
          if (lost < code.data()) {
            wanted.put(lost, slices(shape, read).get(lost));
          }
          chunks.set(lost, null);
        }
        var slices = slices(shape, read);
        for (int index = 0; index < code.data(); index++) {
          var chunk = chunks.get(index);
          if (chunk != null) {
            slices.get(index).copyFrom(chunk.asSlice(0, shape.packageBytes(index)));
            chunks.set(index, random.nextBoolean() ? chunk : slices.get(index));
          }
        }
        code.rebuild(chunks, wanted);
        assertEquals(-1, read.mismatch(content), "seed %d, %s, %s".formatted(seed, code, shape));
      }
    }
  }

  @Test
  void allKernelsGiveTheSameBytes() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var data = 1 + random.nextInt(20);
      var parity = 1 + random.nextInt(6);
      var bytes = random.nextInt(seed % 10 == 0 ? 70_000 : 700);
      try (var arena = Arena.ofConfined()) {
        var chunks = Memory.randoms(arena, random, data, bytes);
        var made =
            Memory.kernels()
                .map(kind -> {
                  var to = Memory.unwritten(arena, parity, bytes);
                  ErasureCode.of(data, parity, kind).encode(chunks, to);
                  return to;
                })
                .toList();
        var expected = byBytes(arena, data, parity, chunks);
        for (var each : made) {
          assertTrue(
              Memory.same(expected, each),
              "seed %d, %d+%d of %d bytes".formatted(seed, data, parity, bytes));
        }
      }
    }
  }

  private static List<MemorySegment> byBytes(
      Arena arena, int data, int parity, List<MemorySegment> chunks) {
    var bytes = chunks.getFirst().byteSize();
    var to = Memory.unwritten(arena, parity, bytes);
    var rows = IntStream.range(data, data + parity).boxed().toList();
    PlainKernel.multiplyBytes(
        Matrix.generator(data, parity).rows(rows),
        chunks.toArray(MemorySegment[]::new),
        to.toArray(MemorySegment[]::new),
        0,
        bytes);
    return to;
  }

  private static List<MemorySegment> slices(StripeShape shape, MemorySegment content) {
    return IntStream.range(0, shape.data())
        .mapToObj(index -> content.asSlice(shape.offsetBytes(index), shape.packageBytes(index)))
        .toList();
  }

  private static List<MemorySegment> padded(Arena arena, StripeShape shape, MemorySegment content) {
    return slices(shape, content).stream()
        .map(slice -> arena.allocate(shape.chunkBytes()).copyFrom(slice))
        .toList();
  }

  private static List<Integer> lost(Random random, ErasureCode code) {
    return Stream.generate(() -> random.nextInt(code.data() + code.parity()))
        .limit(code.parity())
        .distinct()
        .toList();
  }
}
