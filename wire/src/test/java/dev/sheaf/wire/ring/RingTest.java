package dev.sheaf.wire.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.WireFormatException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RingTest {
  private static final RingShape SHAPE = new RingShape(2, 2, 3, 1, 2, 2);
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

  @Test
  void whatIsPublishedIsWhatIsTaken() throws Exception {
    try (var ring = new RingProducer(SHAPE);
        var reader = new RingReader(ring.path(), 0)) {
      assertEquals(SHAPE, reader.shape());
      ring.attach(0);
      var put = publish(ring, 7);
      var taken = reader.take(put.index(), put.seq());
      assertEquals(7, taken.epoch());
      assertEquals(2, taken.count());
      assertEquals(7 + 1, taken.label(1));
      assertEquals((byte) 8, taken.image(1).get(ValueLayout.JAVA_BYTE, 3));
    }
  }

  @Test
  void aSlotIsFilledAnewOnlyWhenEveryAttachedReaderGaveItBack() throws Exception {
    try (var ring = new RingProducer(SHAPE);
        var first = new RingReader(ring.path(), 0);
        var second = new RingReader(ring.path(), 1)) {
      ring.attach(0);
      ring.attach(1);
      var put = publish(ring, 0);
      publish(ring, 1);
      assertNull(ring.claim(0));
      first.release(first.take(put.index(), put.seq()));
      assertNull(ring.claim(0));
      second.release(second.take(put.index(), put.seq()));
      assertEquals(2, present(ring.claim(0)).seq());
      assertNull(ring.claim(0));
      ring.detach(1);
      assertNull(ring.claim(0));
      ring.detach(0);
      assertNotNull(ring.claim(0));
    }
  }

  @Test
  void aCreditWakesTheProducer() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var ring = new RingProducer(SHAPE);
        var reader = new RingReader(ring.path(), 0)) {
      ring.attach(0);
      var put = publish(ring, 0);
      publish(ring, 1);
      var claimed = threads.submit(() -> present(ring.claim(LONG_NANOS)).seq());
      reader.release(reader.take(put.index(), put.seq()));
      ring.credited();
      assertEquals(2, claimed.get());
    }
  }

  @Test
  void aReaderIsToldWhenTheSlotHoldsAnotherBatch() throws Exception {
    try (var ring = new RingProducer(SHAPE);
        var reader = new RingReader(ring.path(), 0)) {
      assertThrows(WireFormatException.class, () -> reader.take(0, 0));
      publish(ring, 0);
      publish(ring, 1);
      publish(ring, 2);
      var refused = assertThrows(WireFormatException.class, () -> reader.take(0, 0));
      assertTrue(String.valueOf(refused.getMessage()).contains("must hold batch 0 but holds 2"));
      assertThrows(WireFormatException.class, () -> reader.take(2, 2));
      present(ring.claim(0));
      assertThrows(WireFormatException.class, () -> reader.take(1, 1));
    }
  }

  @Test
  void aByteThatChangedAfterPublishingIsNoticed() throws Exception {
    try (var ring = new RingProducer(SHAPE);
        var reader = new RingReader(ring.path(), 0)) {
      var put = publish(ring, 0);
      put.image(1).set(ValueLayout.JAVA_BYTE, 0, (byte) 99);
      var refused = assertThrows(WireFormatException.class, () -> reader.take(0, 0));
      assertTrue(String.valueOf(refused.getMessage()).contains("checksum of batch 0"));
    }
  }

  @Test
  void memoryThatIsNoRingIsRefused(@TempDir Path folder) throws IOException {
    var file = folder.resolve("memory");
    for (var length : new int[] {0, 100, 4096, 8192}) {
      Files.write(file, new byte[length]);
      assertThrows(WireFormatException.class, () -> new RingReader(file, 0));
    }
    try (var ring = new RingProducer(SHAPE)) {
      var refused = assertThrows(WireFormatException.class, () -> new RingReader(ring.path(), 2));
      assertTrue(String.valueOf(refused.getMessage()).contains("reader must be 0..1 but was 2"));
      var bytes = Files.readAllBytes(ring.path());
      bytes[8] = 100;
      Files.write(file, bytes);
      assertThrows(WireFormatException.class, () -> new RingReader(file, 0));
    }
  }

  @Test
  void theMemoryIsGoneWhenItsOwnerCloses() throws IOException {
    var ring = new RingProducer(SHAPE);
    var path = ring.path();
    assertTrue(Files.exists(path));
    ring.close();
    assertThrows(IOException.class, () -> new RingReader(path, 0));
  }

  @Test
  void aShapeThatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RingShape(0, 1, 1, 3, 32, 32));
    assertThrows(IllegalArgumentException.class, () -> new RingShape(4, 31, 1, 3, 32, 32));
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> new RingShape(4096, 1, 65_536, 16, 8192, 8192));
    assertTrue(String.valueOf(refused.getMessage()).contains("bytes of the ring"));
  }

  private static RingSlot publish(RingProducer ring, int epoch) throws InterruptedException {
    var slot = present(ring.claim(0));
    for (int i = 0; i < 2; i++) {
      slot.label(i, epoch + i);
      slot.image(i).fill((byte) (epoch + i));
    }
    ring.publish(slot, 2, epoch);
    return slot;
  }

  private static RingSlot present(@Nullable RingSlot slot) {
    return Objects.requireNonNull(slot, "no slot was free");
  }
}
