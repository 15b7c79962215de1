package dev.sheaf.gpu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.gpu.pipeline.DecodedSamples.Mode;
import dev.sheaf.policies.form.FormChoice;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DecodedSamplesTest {
  private static final int SIDE = 4;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final DatasetVersion TOYS = new DatasetVersion("toys", "ab".repeat(32));

  private final AtomicInteger decodes = new AtomicInteger();

  /** Fills the picture with the sample's id; 13 cannot be decoded. */
  private boolean decode(
      SampleDecoder.Sample sample, List<MemorySegment> pieces, MemorySegment planar, int h, int w) {
    decodes.incrementAndGet();
    planar.asSlice(0, 3L * h * w).fill((byte) sample.id());
    return sample.id() != 13;
  }

  private DecodedSamples samples(Mode mode, int room) {
    return new DecodedSamples(
        this::decode, mode, (long) room * PIXELS, (version, bytes, rates) -> Optional.empty());
  }

  private static byte[] read(DecodedSamples samples, long id) {
    var planar = MemorySegment.ofArray(new byte[PIXELS]);
    assertTrue(samples.decode(new SampleDecoder.Sample(TOYS, id), List.of(), planar, SIDE, SIDE));
    return (byte[]) planar.heapBase().orElseThrow();
  }

  @Test
  void oneDecodeServesAllMembers() throws Exception {
    var samples = samples(Mode.DECODED, 100);
    try (var members = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, 8)
              .<Callable<byte[]>>mapToObj(member -> () -> read(samples, 7))
              .collect(Collectors.toList());
      for (var pixels : members.invokeAll(all)) {
        assertEquals(7, pixels.get()[PIXELS - 1]);
      }
    }
    assertEquals(1, decodes.get());
    assertEquals(7, samples.hits());
  }

  @Test
  void theFirstThatCameGoesWhenThereIsNoRoom() {
    var samples = samples(Mode.DECODED, 2);
    for (long id : List.of(1L, 2L, 3L, 2L, 3L, 1L)) {
      assertEquals((byte) id, read(samples, id)[0]);
      assertTrue(samples.usedBytes() <= 2L * PIXELS);
    }
    assertEquals(4, decodes.get(), "1, 2, 3, and 1 again");
  }

  @Test
  void aSampleThatCannotBeDecodedIsToldToEachMember() {
    var samples = samples(Mode.DECODED, 10);
    var planar = MemorySegment.ofArray(new byte[PIXELS]);
    var bad = new SampleDecoder.Sample(TOYS, 13);
    assertFalse(samples.decode(bad, List.of(), planar, SIDE, SIDE));
    assertFalse(samples.decode(bad, List.of(), planar, SIDE, SIDE));
  }

  @Test
  void whatIsKeptDoesNotChangeWithTheMembersBuffer() {
    var samples = samples(Mode.DECODED, 10);
    var first = read(samples, 5);
    var asRead = first.clone();
    java.util.Arrays.fill(first, (byte) 99);
    assertArrayEquals(asRead, read(samples, 5));
  }

  @Test
  void encodedSamplesAreDecodedByEachMember() {
    var samples = samples(Mode.ENCODED, 10);
    read(samples, 1);
    read(samples, 1);
    assertEquals(2, decodes.get());
    assertEquals(0, samples.usedBytes());
  }

  @Test
  void theModelDecidesFromWhatWasMeasured() {
    var measured = new FormChoice.Measured(1000, 1000, PIXELS, 10, 100_000, 1e9, 1 << 30);
    var samples =
        new DecodedSamples(
            this::decode, Mode.AUTO, 1 << 20, (version, bytes, rates) -> Optional.of(measured));
    assertTrue(samples.verdict(TOYS).isEmpty());
    for (int i = 0; i < 1024; i++) {
      read(samples, 1);
    }
    assertEquals(FormChoice.Form.DECODED, samples.verdict(TOYS).orElseThrow().form());
    read(samples, 1);
    read(samples, 1);
    assertEquals(1025, decodes.get());
  }
}
