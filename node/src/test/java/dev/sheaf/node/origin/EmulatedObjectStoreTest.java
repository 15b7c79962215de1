package dev.sheaf.node.origin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.node.origin.EmulatedObjectStore.Limits;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an emulated store answers, and the least time that its limits make it take. */
final class EmulatedObjectStoreTest {
  private static final int SIZE_BYTES = 1_000;
  private static final int MANY = 1_000_000;

  /** Waits are cut to whole nanoseconds for each request: this covers what that loses. */
  private static final long ROUNDING_NANOS = 1_000;

  @TempDir Path folder;
  private FileOrigin real = new FileOrigin(List.of());

  @BeforeEach
  void writeAnObject() throws IOException {
    Files.write(folder.resolve("a"), new byte[SIZE_BYTES]);
    real = new FileOrigin(List.of());
  }

  @Test
  void theLabelSaysThatItIsEmulatedAndHow() {
    var store =
        new EmulatedObjectStore(
            real, new Limits(Duration.ofMillis(20), 3_500, 200 << 20), OriginPrice.FREE);
    assertEquals(
        "file, emulating an object store: first byte 20 ms, 3500 requests/s, 200 MiB/s",
        store.label());
  }

  @Test
  void itCountsAndReadsLikeTheOriginBelow() throws IOException {
    var wanted = "0123456789".repeat(SIZE_BYTES / 10).getBytes(US_ASCII);
    Files.write(folder.resolve("a"), wanted);
    var store = store(Duration.ZERO, MANY, 1L << 40);
    store.list(folder.toUri(), object -> assertEquals("a", object.key()));
    assertArrayEquals(wanted, read(store));
    assertSame(real.meter(), store.meter());
    assertEquals(1, store.meter().lists());
    assertEquals(1, store.meter().gets());
    assertEquals(SIZE_BYTES, store.meter().bytes());
  }

  @Test
  void whatTheOriginBelowRefusesIsRefused() {
    var store = store(Duration.ZERO, MANY, 1L << 40);
    var refusal =
        assertThrows(
            OriginException.class,
            () -> store.read(folder.toUri(), "gone", 0, MemorySegment.ofArray(new byte[1]), 0));
    assertEquals(Reason.MISSING, refusal.reason());
  }

  @Test
  void theFirstByteOfEachRequestIsWaitedFor() throws IOException {
    var store = store(Duration.ofMillis(50), MANY, 1L << 40);
    var began = System.nanoTime();
    store.list(folder.toUri(), object -> {});
    read(store);
    assertTookAtLeast(Duration.ofMillis(100), began);
  }

  @Test
  void requestsAreSpacedByTheirRateEvenWhenTheyComeAtOnce() throws Exception {
    var store = store(Duration.ZERO, 100, 1L << 40);
    var began = System.nanoTime();
    atOnce(10, () -> read(store));
    assertTookAtLeast(Duration.ofMillis(100), began);
  }

  @Test
  void bytesAreSpacedByTheBandwidthEvenWhenTheyComeAtOnce() throws Exception {
    var store = store(Duration.ZERO, MANY, 100_000);
    var began = System.nanoTime();
    atOnce(10, () -> read(store));
    assertTookAtLeast(Duration.ofMillis(100), began);
  }

  private EmulatedObjectStore store(
      Duration firstByte, int requestsPerSecond, long bytesPerSecond) {
    return new EmulatedObjectStore(
        real, new Limits(firstByte, requestsPerSecond, bytesPerSecond), OriginPrice.FREE);
  }

  private byte[] read(EmulatedObjectStore store) throws OriginException {
    var bytes = new byte[SIZE_BYTES];
    store.read(folder.toUri(), "a", 0, MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  private static void atOnce(int times, Callable<byte[]> request)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(Stream.generate(() -> request).limit(times).toList())) {
        assertEquals(SIZE_BYTES, answer.get().length);
      }
    }
  }

  private static void assertTookAtLeast(Duration least, long began) {
    var tookNanos = System.nanoTime() - began;
    assertTrue(
        tookNanos >= least.toNanos() - ROUNDING_NANOS, () -> tookNanos + " ns, least " + least);
  }
}
