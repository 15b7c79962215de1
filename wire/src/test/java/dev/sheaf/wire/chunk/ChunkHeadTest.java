package dev.sheaf.wire.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.ChunkHead.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkHeadTest {
  private static final ChunkKey KEY = new ChunkKey(1, -2, 3, 0, 10, 2, 11);

  @Test
  void aHeadIsReadAsItWasWritten() throws WireFormatException {
    for (var kind : Kind.values()) {
      for (var status : Status.values()) {
        var head = new ChunkHead(kind, status, -7, 8, KEY, 0xdeadbeef, 1 << 20, 9);
        assertEquals(head, ChunkHead.read(head.bytes()));
      }
    }
  }

  @Test
  void theLayoutIsForEver() {
    var head = new ChunkHead(Kind.PUT, Status.OK, 1, 2, KEY, 3, 4, 5);
    assertEquals(
        "53484331"
            + "02"
            + "00"
            + "0000"
            + "0100000000000000"
            + "0200000000000000"
            + "0100000000000000"
            + "feffffffffffffff"
            + "03000000"
            + "00"
            + "0a"
            + "02"
            + "0b"
            + "03000000"
            + "04000000"
            + "0500000000000000",
        HexFormat.of().formatHex(head.bytes().array()));
  }

  @Test
  void whatIsWrongWithAHeadIsNamed() {
    assertNames("SHC1", 0, (byte) 'X');
    assertNames("kind", 4, (byte) 99);
    assertNames("status", 5, (byte) 44);
    assertNames("spare", 6, (byte) 1);
    assertNames("a chunk must be one of", 47, (byte) 12);
    assertNames("length", 55, (byte) 0x7f);
  }

  private static void assertNames(String name, int at, byte value) {
    var bytes = new ChunkHead(Kind.GET, Status.OK, 1, 2, KEY, 3, 4, 5).bytes();
    bytes.put(at, value);
    var refusal = assertThrows(WireFormatException.class, () -> ChunkHead.read(bytes));
    assertTrue(String.valueOf(refusal.getMessage()).contains(name), refusal.getMessage());
  }

  @Test
  void halfAHeadIsRefused() {
    assertThrows(WireFormatException.class, () -> ChunkHead.read(ByteBuffer.allocate(63)));
  }

  @Test
  void theSumKnowsTheKey() {
    var bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
    var one = new ChunkSum(KEY).add(bytes).value();
    var other = new ChunkSum(KEY.sibling(0)).add(bytes).value();
    assertTrue(one != other, "bytes under another key are wrong");
    assertEquals(3, bytes.remaining(), "the buffer is left as it was");
  }

  @Test
  void inventoriesOfTheSameChunksHaveTheSameDigest() throws WireFormatException {
    var a = new Inventory.Held(KEY, 10);
    var b = new Inventory.Held(KEY.sibling(3), 20);
    var one = new Inventory(List.of(a, b));
    assertEquals(one, Inventory.read(one.bytes()));
    assertEquals(one.digest(), new Inventory(List.of(b, a)).digest());
    assertTrue(one.digest() != new Inventory(List.of(a)).digest());
    assertThrows(WireFormatException.class, () -> Inventory.read(ByteBuffer.allocate(29)));
  }

  @Test
  void callsGreetingsAndReportsAreReadAsTheyWereWritten() throws WireFormatException {
    var call = new FunctionCall("serve", "10.0.0.1", 8702, "token", 3, 4, 250, 1, 1 << 30, 0);
    assertEquals(call, FunctionCall.read(call.bytes()));
    var hello = new Hello("token", 3, 4, 17, 1 << 20, -5);
    assertEquals(hello, Hello.read(hello.bytes()));
    var report = new RunReport(9, 4, 1_000_000, true, 17, "done");
    assertEquals(report, RunReport.read(report.bytes()));
  }

  @Test
  void aCallWithABadFieldNamesIt() {
    var bad =
        "{\"purpose\":\"serve\",\"host\":\"h\",\"port\":70000}".getBytes(StandardCharsets.UTF_8);
    var refusal = assertThrows(WireFormatException.class, () -> FunctionCall.read(bad));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith("port must be 0..65535"));
  }
}
