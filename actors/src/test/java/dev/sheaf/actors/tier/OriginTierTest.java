package dev.sheaf.actors.tier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.tier.FakeOrigin.Mishap;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OriginTierTest {
  private static final List<byte[]> SAMPLES =
      List.of(bytes(11, 10), bytes(22, 20), bytes(33, 30), bytes(44, 40));
  private static final byte[] WHOLE = bytesOf(11, 10, 22, 20, 33, 30, 44, 40);

  private final FakeOrigin origin = new FakeOrigin();
  private final OriginTier tier = new OriginTier(origin, new ReadPermits(2));
  private final byte[] got = new byte[100];
  private final byte[] alone = new byte[30];

  @Test
  void aPackageOfObjectsTakesAGetForEach() {
    assertEquals(healthy(4, 100), read(PackageManifest.ofObjects(origin, SAMPLES)));
    assertArrayEquals(WHOLE, got);
    assertEquals(4, origin.meter().gets());
  }

  @Test
  void samplesOfOneObjectAreCutOutOfOneGet() {
    assertEquals(healthy(1, 112), read(PackageManifest.ofOneObject(origin, SAMPLES)));
    assertArrayEquals(WHOLE, got);
  }

  @Test
  void aSampleAloneIsARangeOfItsObject() {
    var shard = PackageManifest.ofOneObject(origin, SAMPLES);
    assertEquals(healthy(1, 30), readAlone(shard, 2));
    assertArrayEquals(bytesOf(33, 30), alone);
    assertEquals(30, origin.meter().bytes());
  }

  @Test
  void aSampleAloneThatArrivedCorruptIsReadAgainAndElseSaid() {
    var shard = PackageManifest.ofOneObject(origin, SAMPLES);
    origin.spoil("shard", 1, Mishap.garbled());
    assertEquals(healthy(2, 60), readAlone(shard, 2));
    assertArrayEquals(bytesOf(33, 30), alone);
    origin.spoil("shard", 2, Mishap.garbled());
    var damaged = Map.of(2L, FrameHead.CHECKSUM_MISMATCH);
    assertEquals(new TierRead.Read(TierKind.ORIGIN, damaged, 2, 60), readAlone(shard, 2));
    origin.objects.remove("shard");
    var missing = Map.of(2L, FrameHead.MISSING);
    assertEquals(new TierRead.Read(TierKind.ORIGIN, missing, 1, 0), readAlone(shard, 2));
  }

  @Test
  void whatIsMissingDeniedOrChangedIsSaidAndTheRestIsServed() {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    origin.objects.remove("object-0");
    origin.spoil("object-1", 1, Mishap.refused(Reason.DENIED, "object-1 is denied"));
    origin.spoil("object-2", 1, Mishap.refused(Reason.CHANGED, "object-2 is another"));
    var damaged =
        Map.of(0L, FrameHead.MISSING, 1L, FrameHead.DENIED, 2L, FrameHead.CHECKSUM_MISMATCH);
    assertEquals(new TierRead.Read(TierKind.ORIGIN, damaged, 4, 40), read(manifest));
    assertArrayEquals(bytesOf(0, 60, 44, 40), got, "what is damaged is zero");
  }

  @Test
  void aMissingShardIsSaidForEverySampleInIt() {
    var manifest = PackageManifest.ofOneObject(origin, SAMPLES.subList(0, 2));
    origin.objects.remove("shard");
    var damaged = Map.of(0L, FrameHead.MISSING, 1L, FrameHead.MISSING);
    assertEquals(new TierRead.Read(TierKind.ORIGIN, damaged, 1, 0), read(manifest));
  }

  @Test
  void aSampleThatArrivedCorruptIsMendedByReadingItAgain() {
    var objects = PackageManifest.ofObjects(origin, SAMPLES);
    origin.spoil("object-1", 1, Mishap.garbled());
    assertEquals(healthy(5, 120), read(objects));
    assertArrayEquals(WHOLE, got);
  }

  @Test
  void onlyTheCorruptSampleOfAShardIsReadAgain() {
    var shard = PackageManifest.ofOneObject(origin, SAMPLES);
    origin.spoil(
        "shard", 1, into -> into.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 20, (byte) 0));
    assertEquals(healthy(2, 132), read(shard));
    assertArrayEquals(WHOLE, got);
  }

  @Test
  void aSampleThatStaysCorruptIsSaidAndTheRestIsServed() {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    origin.spoil("object-1", 2, Mishap.garbled());
    var damaged = Map.of(1L, FrameHead.CHECKSUM_MISMATCH);
    assertEquals(new TierRead.Read(TierKind.ORIGIN, damaged, 5, 120), read(manifest));
    assertArrayEquals(bytesOf(11, 10, 0, 20, 33, 30, 44, 40), got);
  }

  @Test
  void anOriginOutOfReachFailsThePackageAndIsWorthAnotherTry() {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    origin.spoil("object-2", 1, Mishap.refused(Reason.UNAVAILABLE, "object-2 is out of reach"));
    assertEquals(new TierRead.Failed("object-2 is out of reach", true), read(manifest));
  }

  @Test
  void aDefectInTheOriginFailsThePackage() {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    origin.spoil(
        "object-2",
        1,
        into -> {
          throw new IllegalStateException("a defect");
        });
    var failed = assertInstanceOf(TierRead.Failed.class, read(manifest));
    assertFalse(failed.worthRetry());
    assertTrue(failed.reason().contains("a defect"), failed.reason());
  }

  @Test
  void anErrorInAReadIsNotTakenForAPackage() {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    origin.spoil(
        "object-2",
        1,
        into -> {
          throw new OutOfMemoryError("none left, says this test");
        });
    assertFalse(assertInstanceOf(TierRead.Failed.class, read(manifest)).worthRetry());
  }

  @Test
  void theReadsOfAPackageRunSideBySideAsFarAsThereArePermits() throws Exception {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    origin.shut();
    var reading = CompletableFuture.supplyAsync(() -> read(manifest));
    assertTrue(origin.begun.tryAcquire(2, 10, TimeUnit.SECONDS));
    assertFalse(origin.begun.tryAcquire(50, TimeUnit.MILLISECONDS));
    origin.open();
    assertEquals(healthy(4, 100), reading.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aReadThatGetsNoPermitByItsDeadlineIsLate() throws Exception {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    origin.shut();
    var reading = CompletableFuture.supplyAsync(() -> read(manifest));
    assertTrue(origin.begun.tryAcquire(2, 10, TimeUnit.SECONDS));
    var other = MemorySegment.ofArray(new byte[100]);
    assertEquals(new TierRead.Late(), tier.read(manifest, 0, other, System.nanoTime()));
    origin.open();
    assertEquals(healthy(4, 100), reading.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aReadWhoseDeadlineHasPassedIsNotBegunThoughThereIsAPermit() {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    var into = MemorySegment.ofArray(new byte[100]);
    assertEquals(new TierRead.Late(), tier.read(manifest, 0, into, System.nanoTime() - 1));
    assertEquals(0, origin.meter().gets());
  }

  @Test
  void readersThatAreInterruptedWaitForWhoWritesIntoTheirMemory() throws Exception {
    var manifest = PackageManifest.ofObjects(origin, SAMPLES);
    var readers = 4 * Runtime.getRuntime().availableProcessors();
    // Not closed: it would wait for readers that never end.
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    var all =
        IntStream.range(0, readers)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> interrupted(manifest), threads))
            .toList();
    for (var each : all) {
      assertEquals(healthy(4, 100), each.get(10, TimeUnit.SECONDS));
    }
  }

  /** Reads while interrupted, on a thread of its own. */
  private TierRead interrupted(Manifest manifest) {
    Thread.currentThread().interrupt();
    var mine = new byte[100];
    var outcome = tier.read(manifest, 0, MemorySegment.ofArray(mine), soon());
    assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is not swallowed");
    assertArrayEquals(WHOLE, mine);
    return outcome;
  }

  private TierRead read(Manifest manifest) {
    return tier.read(manifest, 0, MemorySegment.ofArray(got), soon());
  }

  private TierRead readAlone(Manifest manifest, long id) {
    return tier.readSample(manifest, id, MemorySegment.ofArray(alone), soon());
  }

  private static long soon() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
  }

  private static TierRead healthy(int gets, long readBytes) {
    return new TierRead.Read(TierKind.ORIGIN, Map.of(), gets, readBytes);
  }

  private static byte[] bytes(int value, int count) {
    return bytesOf(value, count);
  }

  /** Runs of bytes: a value, how often, a value, how often. */
  private static byte[] bytesOf(int... valuesAndCounts) {
    var bytes = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < valuesAndCounts.length; i += 2) {
      for (int n = 0; n < valuesAndCounts[i + 1]; n++) {
        bytes.write(valuesAndCounts[i]);
      }
    }
    return bytes.toByteArray();
  }
}
