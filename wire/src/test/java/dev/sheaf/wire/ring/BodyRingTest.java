package dev.sheaf.wire.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class BodyRingTest {
  private static final BodyRingShape SHAPE = new BodyRingShape(2, 8192);

  private static BodySlot present(@Nullable BodySlot slot) {
    return Objects.requireNonNull(slot);
  }

  /** What another process sees of the ring. */
  private static MemorySegment mapped(Path path, Arena arena) throws IOException {
    try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return file.map(MapMode.READ_WRITE, 0, file.size(), arena);
    }
  }

  @Test
  void whatIsPublishedLiesInItsSlotWithItsTicket() throws IOException {
    try (var ring = new BodyRing(SHAPE);
        var arena = Arena.ofConfined()) {
      var memory = mapped(ring.path(), arena);
      assertEquals(4096 + 2 * 8192, memory.byteSize());
      try (var slot = present(ring.claim(1, 5))) {
        slot.body().set(ValueLayout.JAVA_BYTE, 2, (byte) 42);
        assertEquals(0, memory.get(RingWords.U64, 4096 + 8192), "not there yet");
        slot.publish(3);
      }
      assertEquals(5, memory.get(RingWords.U64, 4096 + 8192));
      assertEquals(3, memory.get(RingWords.U64, 4096 + 8192 + 8));
      assertEquals(42, memory.get(ValueLayout.JAVA_BYTE, 4096 + 8192 + 64 + 2));
    }
  }

  @Test
  void aTicketThatIsNotNewerIsOfARequestThatWasGivenUp() throws IOException {
    try (var ring = new BodyRing(SHAPE)) {
      present(ring.claim(0, 7)).close();
      assertNull(ring.claim(0, 7));
      assertNull(ring.claim(0, 6));
      present(ring.claim(1, 6)).close();
      present(ring.claim(0, 8)).close();
    }
  }

  @Test
  void aSlotIsFilledByOneAtATime() throws IOException {
    try (var ring = new BodyRing(SHAPE)) {
      var first = present(ring.claim(0, 1));
      assertNull(ring.claim(0, 2));
      first.close();
      present(ring.claim(0, 3)).close();
      assertNull(ring.claim(2, 1));
      assertNull(ring.claim(-1, 1));
    }
  }

  @Test
  void aRingThatIsClosedWhileItIsFilledEndsWithTheFilling() throws IOException {
    var ring = new BodyRing(SHAPE);
    var slot = present(ring.claim(0, 1));
    var path = ring.path();
    ring.close();
    assertNull(ring.claim(1, 1));
    assertFalse(Files.exists(path));
    var body = slot.body();
    body.fill((byte) 1);
    slot.publish(1);
    slot.close();
    assertFalse(body.scope().isAlive());
  }

  @Test
  void nobodyCanShortenWhatIsShared() throws IOException {
    try (var ring = new BodyRing(SHAPE);
        var file = FileChannel.open(ring.path(), StandardOpenOption.WRITE)) {
      assertThrows(IOException.class, () -> file.truncate(100));
      assertNotNull(ring.claim(0, 1));
    }
  }

  @Test
  void aDoorHasNoNameAndIsFoundBelowProc(@TempDir Path folder) throws Exception {
    try (var door = NamelessDoor.open(folder, 4)) {
      try (var left = Files.list(folder)) {
        assertEquals(0, left.count());
      }
      try (var guest = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        guest.connect(UnixDomainSocketAddress.of(door.path()));
        try (var welcomed = door.accept()) {
          welcomed.write(ByteBuffer.wrap(new byte[] {9}));
          var heard = ByteBuffer.allocate(1);
          assertEquals(1, guest.read(heard));
          assertEquals(9, heard.get(0));
        }
      }
    }
  }

  @Test
  void aDoorThatIsShutIsNowhere(@TempDir Path folder) throws IOException {
    Path path;
    try (var door = NamelessDoor.open(folder, 4)) {
      path = door.path();
      assertTrue(Files.exists(path));
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void aShapeThatIsOutOfRangeNamesTheRule() {
    var odd = assertThrows(IllegalArgumentException.class, () -> new BodyRingShape(1, 5000));
    assertTrue(String.valueOf(odd.getMessage()).contains("multiple of 4096"), odd.toString());
    assertThrows(IllegalArgumentException.class, () -> new BodyRingShape(0, 4096));
    assertThrows(IllegalArgumentException.class, () -> new BodyRingShape(1024, 1L << 30));
  }
}
