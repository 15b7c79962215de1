package dev.sheaf.wire.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.WireFormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchFormatTest {
  private static final BatchHeader HEADER = new BatchHeader(0, 2, 3, 1, 258, 0x0102030405L);
  private static final String HEADER_HEX =
      "53484631"
          + "0100"
          + "0000"
          + "02000000"
          + "03000000"
          + "01000000"
          + "02010000"
          + "0504030201000000";
  private static final FrameHead HEAD =
      new FrameHead(
          0x1122334455667788L,
          0xCAFEBABEL,
          7,
          -1,
          FrameHead.ORIGIN,
          FrameHead.DECODED,
          FrameHead.PADDING,
          FrameHead.OK);
  private static final String HEAD_HEX =
      "8877665544332211" + "bebafeca00000000" + "07000000" + "ffffffff" + "03010400" + "00000000";

  @Test
  void aHeaderHasTheBytesOfTheContract() throws WireFormatException {
    var buffer = ByteBuffer.allocate(40).position(4);
    BatchFormat.put(HEADER, buffer);
    assertEquals(36, buffer.position());
    assertEquals(HEADER_HEX, HexFormat.of().formatHex(buffer.array(), 4, 36));
    assertEquals(HEADER, BatchFormat.header(buffer.position(4)));
    assertEquals(36, buffer.position());
  }

  @Test
  void aHeadHasTheBytesOfTheContract() throws WireFormatException {
    var buffer = ByteBuffer.allocate(40).position(4);
    BatchFormat.put(HEAD, buffer);
    assertEquals(36, buffer.position());
    assertEquals(HEAD_HEX, HexFormat.of().formatHex(buffer.array(), 4, 36));
    assertEquals(HEAD, BatchFormat.head(buffer.position(4)));
  }

  @Test
  void offHeapMemoryTakesTheSameBytesAtAnyOffset() throws WireFormatException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(100);
      BatchFormat.put(HEADER, memory, 3);
      BatchFormat.put(HEAD, memory, 35);
      assertEquals(
          HEADER_HEX + HEAD_HEX,
          HexFormat.of().formatHex(memory.asSlice(3, 64).toArray(ValueLayout.JAVA_BYTE)));
      assertEquals(HEADER, BatchFormat.header(memory, 3));
      assertEquals(HEAD, BatchFormat.head(memory, 35));
    }
  }

  @Test
  void anUnknownTotalIsAllOnes() {
    var buffer = ByteBuffer.allocate(32);
    BatchFormat.put(new BatchHeader(0, 0, 0, 0, 0, BatchHeader.UNKNOWN), buffer);
    assertEquals("ffffffffffffffff", HexFormat.of().formatHex(buffer.array(), 24, 32));
  }

  @Test
  void aRefusalNamesTheValueAndTheRule() {
    assertRefused(HEADER_HEX.replace("53484631", "50484631"), true, "SHF1");
    assertRefused(
        HEADER_HEX.replace("46310100", "46310200"), true, "version must be 1..1 but was 2");
    assertRefused(HEADER_HEX.replace("02000000", "020000ff"), true, "count");
    assertRefused(HEADER_HEX.replace("0504030201000000", "feffffffffffffff"), true, "totalBytes");
    assertRefused(HEAD_HEX.replace("07000000", "070000f0"), false, "length");
    assertRefused(HEAD_HEX.replace("03010400", "04010400"), false, "tier must be 0..3 but was 4");
    assertRefused(HEAD_HEX.replace("03010400", "03030400"), false, "form must be 0..2 but was 3");
    assertRefused(HEAD_HEX.replace("03010400", "03010406"), false, "status must be 0..5 but was 6");
    assertRefused(HEAD_HEX.replace("03010400", "03010401"), false, "length of a frame of status 1");
    assertRefused(HEAD_HEX.replaceAll("00000000$", "01000000"), false, "last word");
  }

  @Test
  void theChecksumIsTheStandardCrc32OfPiecesInOrder() {
    var bytes = "123456789".getBytes(StandardCharsets.US_ASCII);
    var whole = MemorySegment.ofArray(bytes);
    assertEquals(0xCBF43926L, Checksums.crc32(whole));
    assertEquals(0xCBF43926L, Checksums.crc32(List.of(whole.asSlice(0, 4), whole.asSlice(4))));
    var buffer = ByteBuffer.wrap(bytes);
    assertEquals(0xCBF43926L, Checksums.crc32(buffer));
    assertEquals(9, buffer.remaining());
  }

  @Test
  void flagsAddUp() {
    var both = HEAD.withFlags(FrameHead.SUBSTITUTED + FrameHead.BY_PEER);
    assertTrue(both.has(FrameHead.SUBSTITUTED) && both.has(FrameHead.BY_PEER));
    assertTrue(!both.has(FrameHead.PADDING));
  }

  private static void assertRefused(String hex, boolean header, String rule) {
    var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    var refused =
        assertThrows(
            WireFormatException.class,
            () -> {
              if (header) {
                BatchFormat.header(bytes);
              } else {
                BatchFormat.head(bytes);
              }
            });
    assertTrue(String.valueOf(refused.getMessage()).contains(rule), refused::toString);
  }
}
