package dev.sheaf.lambda.bridge.erasure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErasureCodeTest {
  private static final int CHUNK_BYTES = 64;

  private static Stream<KernelKind> kernels() {
    return Memory.kernels();
  }

  @ParameterizedTest
  @CsvSource({"4,1", "4,2", "5,1", "8,2", "10,1", "10,2", "10,4"})
  void everySetOfAsManyChunksAsThereAreOfDataGivesAllOthersBack(int data, int parity) {
    Memory.kernels().forEach(kind -> everySetDecodes(ErasureCode.of(data, parity, kind)));
  }

  private static void everySetDecodes(ErasureCode code) {
    try (var arena = Arena.ofConfined()) {
      var all = stripe(code, arena, CHUNK_BYTES);
      var targets = Memory.unwritten(arena, all.size(), CHUNK_BYTES);
      for (long set = 0; set < 1L << all.size(); set++) {
        if (Long.bitCount(set) == code.data()) {
          var wanted = new TreeMap<Integer, MemorySegment>();
          var chunks = new ArrayList<>(all);
          for (int index = 0; index < all.size(); index++) {
            if ((set >> index & 1) == 0) {
              chunks.set(index, null);
              wanted.put(index, targets.get(index).fill((byte) 0xA5));
            }
          }
          code.rebuild(chunks, wanted);
          for (var made : wanted.entrySet()) {
            assertEquals(-1, made.getValue().mismatch(all.get(made.getKey())), code + " of " + set);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4,1", "10,2", "10,4"})
  void oneChunkTooFewIsRefusedWithTheNumbers(int data, int parity) {
    try (var arena = Arena.ofConfined()) {
      var code = ErasureCode.of(data, parity);
      var chunks = new ArrayList<>(stripe(code, arena, CHUNK_BYTES));
      Collections.fill(chunks.subList(0, parity + 1), null);
      var target = arena.allocate(CHUNK_BYTES);
      var refused =
          assertThrows(
              IllegalArgumentException.class, () -> code.rebuild(chunks, Map.of(0, target)));
      assertEquals(
          "a stripe of %d+%d must have %d chunks to rebuild from but had %d"
              .formatted(data, parity, data, data - 1),
          refused.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void onlyWhatIsWantedIsWritten(KernelKind kind) {
    try (var arena = Arena.ofConfined()) {
      var code = ErasureCode.of(10, 4, kind);
      var all = stripe(code, arena, 1_000);
      var chunks = new ArrayList<>(all);
      for (var lost : List.of(2, 5, 11)) {
        chunks.set(lost, null);
      }
      var target = Memory.unwritten(arena, 1, 1_000).getFirst();
      code.rebuild(chunks, Map.of(11, target));
      assertEquals(-1, target.mismatch(all.get(11)));
      code.rebuild(chunks, Map.of(5, target));
      assertEquals(-1, target.mismatch(all.get(5)));
      code.rebuild(chunks, Map.of());
      assertEquals(-1, target.mismatch(all.get(5)));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aStripeOfAllChunksOfTheFieldGivesLostOnesBack(KernelKind kind) {
    try (var arena = Arena.ofConfined()) {
      var code = ErasureCode.of(200, 55, kind);
      var all = stripe(code, arena, CHUNK_BYTES + 3);
      var chunks = new ArrayList<>(all);
      var wanted = new TreeMap<Integer, MemorySegment>();
      for (int lost = 3; lost < 3 + 55 * 4; lost += 4) {
        chunks.set(lost, null);
        wanted.put(lost, arena.allocate(CHUNK_BYTES + 3));
      }
      code.rebuild(chunks, wanted);
      wanted.forEach((index, made) -> assertEquals(-1, made.mismatch(all.get(index))));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void parityIsAsItWasAlways(KernelKind kind) {
    // From ISA-L 2.30: gf_gen_cauchy1_matrix, ec_init_tables, ec_encode_data.
    try (var arena = Arena.ofConfined()) {
      golden(arena, kind, new int[] {4, 2, 11}, "6971d6756f7340c1bf6160 08475edda61266943e4046");
      golden(arena, kind, new int[] {10, 4, 5}, "6ce5317506 b7732db3f3 c18470b882 480606229b");
    }
  }

  private static void golden(Arena arena, KernelKind kind, int[] shape, String expected) {
    var data =
        IntStream.range(0, shape[0])
            .mapToObj(chunk -> Memory.of(arena, counted(chunk, shape[2])))
            .toList();
    var parity = Memory.unwritten(arena, shape[1], shape[2]);
    ErasureCode.of(shape[0], shape[1], kind).encode(data, parity);
    assertEquals(expected, String.join(" ", parity.stream().map(Memory::hex).toList()));
  }

  private static byte[] counted(int chunk, int bytes) {
    var content = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) (37 * chunk + 101 * i + 1);
    }
    return content;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aFlippedBitOfAnyChunkIsFoundByVerify(KernelKind kind) {
    try (var arena = Arena.ofConfined()) {
      var code = ErasureCode.of(5, 2, kind);
      var bytes = 40_000;
      var all = stripe(code, arena, bytes);
      var data = all.subList(0, 5);
      var parity = all.subList(5, 7);
      assertTrue(code.verify(data, parity));
      for (int chunk = 0; chunk < all.size(); chunk++) {
        for (var at : List.of(0, 17_000, bytes - 1)) {
          flip(all.get(chunk), at);
          assertFalse(code.verify(data, parity), chunk + " at " + at);
          assertEquals(chunk == 6, code.verify(data, 5, parity.get(0)));
          assertEquals(chunk == 5, code.verify(data, 6, parity.get(1)));
          flip(all.get(chunk), at);
        }
      }
    }
  }

  private static void flip(MemorySegment chunk, int at) {
    chunk.set(JAVA_BYTE, at, (byte) (chunk.get(JAVA_BYTE, at) ^ 4));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aChunkThatLacksItsPaddingCountsAsFilledUp(KernelKind kind) {
    try (var arena = Arena.ofConfined()) {
      var code = ErasureCode.of(3, 2, kind);
      var full = Memory.randoms(arena, new Random(3), 3, 40_000);
      full.get(1).asSlice(17_000).fill((byte) 0);
      var lacking = List.of(full.get(0), full.get(1).asSlice(0, 17_000), full.get(2));
      var expected = Memory.unwritten(arena, 2, 40_000);
      var made = Memory.unwritten(arena, 2, 40_000);
      code.encode(full, expected);
      code.encode(lacking, made);
      assertTrue(Memory.same(expected, made));
      assertTrue(code.verify(lacking, expected));
      var read = Memory.unwritten(arena, 1, 17_000);
      var chunks = new ArrayList<>(full);
      chunks.addAll(expected);
      chunks.set(1, null);
      code.rebuild(chunks, Map.of(1, read.getFirst()));
      assertTrue(Memory.same(lacking.subList(1, 2), read));
    }
  }

  @Test
  void aCodeWithoutParityJustSplits() {
    try (var arena = Arena.ofConfined()) {
      var code = ErasureCode.of(3, 0);
      var data = Memory.randoms(arena, new Random(1), 3, 7);
      code.encode(data, List.of());
      assertTrue(code.verify(data, List.of()));
      code.rebuild(new ArrayList<>(data), Map.of());
    }
  }

  @Test
  void whatACallerGetsWrongIsNamed() {
    try (var arena = Arena.ofConfined()) {
      var code = ErasureCode.of(2, 1);
      var data = Memory.randoms(arena, new Random(1), 2, 64);
      var parity = arena.allocate(64);
      refused(
          "data must be 2 chunks but were 1",
          () -> code.encode(data.subList(0, 1), List.of(parity)));
      refused("parity must be 1 chunks but were 0", () -> code.encode(data, List.of()));
      refused(
          "chunk 2 must have 64 bytes, as the longest of its stripe, but had 63",
          () -> code.encode(data, List.of(parity.asSlice(1))));
      refused(
          "chunk 2 must be off-heap",
          () -> code.encode(data, List.of(MemorySegment.ofArray(new byte[64]))));
      refused("chunk 2 is read-only", () -> code.encode(data, List.of(parity.asReadOnly())));
      refused("chunk 2 overlaps chunk 1", () -> code.encode(data, List.of(data.get(1))));
      refused(
          "a wanted chunk must be a lost one of 0..2 but was 1",
          () ->
              code.rebuild(
                  List.of(data.get(0), data.get(1), parity), Map.of(1, arena.allocate(64))));
      refused(
          "a stripe of 2+1 must have 3 chunks but had 2",
          () -> code.rebuild(new ArrayList<>(data), Map.of()));
      refused("a parity chunk must be 2..2 but was 1", () -> code.verify(data, 1, parity));
      refused(
          "a code must have 1 or more data and at most 255 chunks but was 250+6",
          () -> ErasureCode.of(250, 6));
    }
  }

  @Test
  void aChunkOfAClosedArenaIsRefusedAndNotRead() {
    var closed = Arena.ofConfined();
    var data = closed.allocate(64);
    closed.close();
    try (var arena = Arena.ofConfined()) {
      var parity = arena.allocate(64);
      refused(
          "chunk 0 must be of an arena that is open to this thread",
          () -> ErasureCode.of(1, 1).encode(List.of(data), List.of(parity)));
    }
  }

  private static void refused(String why, Runnable call) {
    assertEquals(why, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static List<MemorySegment> stripe(ErasureCode code, Arena arena, int bytes) {
    var data = Memory.randoms(arena, new Random(7), code.data(), bytes);
    var parity = Memory.unwritten(arena, code.parity(), bytes);
    code.encode(data, parity);
    return Stream.concat(data.stream(), parity.stream()).toList();
  }
}
