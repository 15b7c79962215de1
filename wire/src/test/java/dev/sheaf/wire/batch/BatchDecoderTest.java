package dev.sheaf.wire.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.WireFormatException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchDecoderTest {
  private static final BatchDecoder.Limits LIMITS = new BatchDecoder.Limits(16, 1024);
  private static final List<byte[]> SAMPLES =
      List.of(new byte[] {1, 2, 3}, new byte[0], new byte[] {4, 5});

  @Test
  void framesComeInOrderWithTheirBytes() throws IOException {
    for (var totalKnown : List.of(true, false)) {
      var batch = decoder(Bodies.of(totalKnown, SAMPLES));
      assertEquals(3, batch.header().count());
      for (int i = 0; i < 3; i++) {
        var head = present(batch.next());
        assertEquals(1000 + i, head.id());
        var bytes = batch.bytes();
        assertArrayEquals(SAMPLES.get(i), bytes);
        assertEquals(head.checksum(), Checksums.crc32(MemorySegment.ofArray(bytes)));
      }
      assertNull(batch.next());
    }
  }

  @Test
  void bytesThatNobodyReadsAreSkipped() throws IOException {
    var batch = decoder(Bodies.of(true, SAMPLES));
    batch.next();
    batch.next();
    batch.next();
    var into = MemorySegment.ofArray(new byte[4]);
    batch.bytesInto(into);
    assertArrayEquals(new byte[] {4, 5, 0, 0}, into.toArray(ValueLayout.JAVA_BYTE));
    assertNull(batch.next());
  }

  @Test
  void aBodyCutAnywhereSaysThatItEndedEarly() {
    var body = Bodies.of(true, SAMPLES);
    for (int length = 0; length < body.length; length++) {
      var cut = Arrays.copyOf(body, length);
      var early = assertThrows(EOFException.class, () -> readAll(cut));
      assertTrue(String.valueOf(early.getMessage()).contains("ended inside"), early::toString);
    }
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedBeforeMemoryIsTaken() {
    var body = Bodies.of(false, SAMPLES);
    body[BatchHeader.BYTES + 16 + 3] = 0x7f;
    assertRefused(body, "length of frame 0 must be 0..1024");
  }

  @Test
  void moreFramesThanTheLimitAreRefused() {
    var body = Bodies.of(false, SAMPLES);
    body[8] = 17;
    assertRefused(body, "count must be 0..16 but was 17");
  }

  @Test
  void aTotalThatTheFramesDoNotAddUpToIsRefused() {
    var body = Bodies.of(true, SAMPLES);
    body[24]++;
    assertRefused(body, "totalBytes said 102 but the frames have 101");
  }

  @Test
  void aStackedBodyIsRefused() {
    var body = Bodies.of(true, SAMPLES);
    body[6] = BatchHeader.STACKED;
    assertRefused(body, "flags must be 0..0 but was 1");
  }

  private static void assertRefused(byte[] body, String rule) {
    var refused = assertThrows(WireFormatException.class, () -> readAll(body));
    assertTrue(String.valueOf(refused.getMessage()).contains(rule), refused::toString);
  }

  private static FrameHead present(@Nullable FrameHead head) {
    assertNotNull(head);
    return head;
  }

  private static BatchDecoder decoder(byte[] body) throws IOException {
    return new BatchDecoder(new ByteArrayInputStream(body), LIMITS);
  }

  private static void readAll(byte[] body) throws IOException {
    var batch = decoder(body);
    while (batch.next() != null) {
      batch.bytes();
    }
  }
}
