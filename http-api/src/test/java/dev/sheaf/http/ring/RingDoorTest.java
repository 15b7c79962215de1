package dev.sheaf.http.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.FlatJson;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a ring, and when it is gone. */
@Timeout(30)
final class RingDoorTest {
  private static final long MOST_BYTES = 1 << 20;

  @TempDir Path folder;
  private final Rings rings = new Rings(MOST_BYTES);

  /** A client as another process would be one. */
  private static final class Guest implements AutoCloseable {
    private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);

    Guest(RingDoor door) throws IOException {
      channel.connect(UnixDomainSocketAddress.of(door.path()));
    }

    Map<String, Object> greet(String text) throws IOException {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      var frame = ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(frame.putInt(bytes.length).put(bytes).flip());
      return answer();
    }

    /** What the door says; nothing when it is shut. */
    Map<String, Object> answer() throws IOException {
      var length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      if (channel.read(length) < 4) {
        return Map.of();
      }
      var text = ByteBuffer.allocate(length.getInt(0));
      while (text.hasRemaining()) {
        assertTrue(channel.read(text) > 0);
      }
      return FlatJson.read(text.flip());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static String wish(long slots, long slotBytes) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("version", 1L);
    fields.put("slots", slots);
    fields.put("slotBytes", slotBytes);
    return new String(FlatJson.write(fields), StandardCharsets.UTF_8);
  }

  /** A ring is forgotten first, and its memory given back after. */
  private void awaitNoRing() throws InterruptedException {
    while (rings.count() > 0 || rings.usedBytes() > 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void aClientHasARingForAsLongAsItIsThere() throws Exception {
    try (var door = RingDoor.open(folder, rings)) {
      String key;
      try (var guest = new Guest(door)) {
        var offer = guest.greet(wish(3, 8192));
        assertEquals(3L, offer.get("slots"));
        key = String.valueOf(offer.get("key"));
        assertEquals(4096 + 3 * 8192, Files.size(Path.of(String.valueOf(offer.get("path")))));
        try (var slot = rings.claim(key + " 2 1")) {
          assertTrue(slot != null && slot.body().byteSize() == 8192 - 64);
        }
        assertNull(rings.claim(key + " 2 1"));
        assertNull(rings.claim("0".repeat(32) + " 2 9"));
        assertNull(rings.claim("../etc/passwd"));
      }
      awaitNoRing();
      assertNull(rings.claim(key + " 2 9"));
    }
  }

  @Test
  void aClientOfAnotherUserIsRefused() throws Exception {
    UserPrincipal nobodyHere = () -> "nobody-here";
    try (var door = RingDoor.open(folder, rings, nobodyHere);
        var guest = new Guest(door)) {
      assertEquals(Map.of("refused", "this node belongs to user nobody-here"), guest.answer());
      assertEquals(Map.of(), guest.answer());
      assertEquals(0, rings.count());
    }
  }

  @Test
  void aGreetingThatIsNoneIsRefused() throws Exception {
    try (var door = RingDoor.open(folder, rings)) {
      for (var text : new String[] {"{\"version\":2}", "{\"version\":1,\"slots\":\"x\"}"}) {
        try (var guest = new Guest(door)) {
          assertTrue(guest.greet(text).containsKey("refused"), text);
        }
      }
      try (var guest = new Guest(door)) {
        assertEquals(Map.of(), guest.greet("no json"));
      }
      try (var guest = new Guest(door)) {
        var reason = String.valueOf(guest.greet(wish(2, 5000)).get("refused"));
        assertTrue(reason.contains("multiple of 4096"), reason);
      }
    }
    awaitNoRing();
  }

  @Test
  void aRingHasFewerSlotsWhereMemoryIsShortAndNoneWhereItIsShorter() throws Exception {
    try (var door = RingDoor.open(folder, rings);
        var first = new Guest(door);
        var second = new Guest(door)) {
      assertEquals(7L, first.greet(wish(64, 128 << 10)).get("slots"));
      var reason = String.valueOf(second.greet(wish(8, 128 << 10)).get("refused"));
      assertTrue(reason.contains("sheaf.cache.shared-memory"), reason);
    }
    awaitNoRing();
  }

  @Test
  void aDoorThatIsShutEndsAllRings() throws Exception {
    var door = RingDoor.open(folder, rings);
    try (var guest = new Guest(door)) {
      guest.greet(wish(2, 8192));
      door.close();
      assertEquals(Map.of(), guest.answer());
      awaitNoRing();
    }
  }
}
