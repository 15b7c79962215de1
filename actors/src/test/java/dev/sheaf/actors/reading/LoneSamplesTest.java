package dev.sheaf.actors.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.reading.SampleRequest.Grain;
import dev.sheaf.actors.reading.SampleRequest.Manner;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Samples that are read without their packages, and reads that take turns. */
final class LoneSamplesTest {
  private static final int PACKAGES = 20;
  private static final ToyManifest TOYS = ToyManifest.of(PACKAGES);

  private final FakeCluster cluster = new FakeCluster();
  private final FakePeers peers = new FakePeers();
  private final FakeTier origin = new FakeTier();
  private final NodeReader reader = reader(PACKAGES, 64, List.of(origin));

  @AfterEach
  void openTheGate() {
    origin.gate.countDown();
  }

  private NodeReader reader(int pages, int mostPending, List<Tier> tiers) {
    var store = new PackageStore((long) pages * PackageStore.PAGE_BYTES);
    return new NodeReader(
        store,
        new TierChain(tiers),
        mostPending,
        new NodeReader.Ports(version -> TOYS, cluster, peers));
  }

  @Test
  @Timeout(30)
  void aSampleThatIsAskedForAloneIsReadAloneAndLeavesNothingBehind() throws Exception {
    var ids = List.of(3L, 42L, 7L, 3L);
    try (var frames = reader.read(alone(Reach.CLUSTER, ids))) {
      var positions = new ArrayList<Integer>();
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        positions.add(frame.position());
        assertArrayEquals(ToyManifest.bytes(ids.get(frame.position())), bytes(frame));
        assertEquals(FrameHead.ORIGIN, frame.head().tier());
        frame.close();
      }
      assertEquals(List.of(0, 1, 2, 3), positions.stream().sorted().toList());
      assertEquals(4, frames.cost().originSamples());
      assertEquals(4, frames.cost().originGets());
      assertEquals(4 * ToyManifest.SAMPLE_BYTES, frames.cost().originBytes());
    }
    assertEquals(0, origin.reads.get());
    assertEquals(4, origin.loneReads.get());
    becomesZero(reader.store()::usedBytes);
    becomesZero(reader.store()::reservedBytes);
  }

  @Test
  void aSampleWhosePackageIsHereIsServedFromIt() throws Exception {
    whole(reader, Reach.NODE, 5);
    try (var frames = reader.read(alone(Reach.CLUSTER, List.of(6L, 16L)))) {
      assertEquals(2, FakePeers.whole(frames));
      assertEquals(1, frames.cost().memoryHits());
      assertEquals(1, frames.cost().originSamples());
    }
    assertEquals(1, origin.loneReads.get());
  }

  @Test
  @Timeout(30)
  void aPackageThatIsToBeKeptIsReadWholeForASampleOfIt() throws Exception {
    reader.hold(new PackageId(TOYS.version(), 0));
    try (var frames = reader.read(alone(Reach.CLUSTER, List.of(6L, 8L, 16L)))) {
      assertEquals(3, FakePeers.whole(frames));
      assertEquals(11, frames.cost().originSamples(), "a package of ten, and one sample");
    }
    assertEquals(1, origin.reads.get());
    try (var frames = reader.read(alone(Reach.CLUSTER, List.of(1L)))) {
      assertEquals(1, FakePeers.whole(frames));
      assertEquals(0, frames.cost().originSamples());
    }
    becomesZero(reader.store()::reservedBytes);
  }

  @Test
  void aTierThatIsNearIsAskedForASampleBeforeItsPackageIsRead() throws Exception {
    var near = new FakeTier();
    near.kind = TierKind.DISK;
    var node = reader(PACKAGES, 64, List.of(near, origin));
    node.hold(new PackageId(TOYS.version(), 0));
    try (var frames = node.read(alone(Reach.NODE, List.of(6L, 16L)))) {
      assertEquals(2, FakePeers.whole(frames));
      assertEquals(0, frames.cost().originGets());
    }
    assertEquals(2, near.loneReads.get());
    assertEquals(0, near.reads.get() + origin.reads.get() + origin.loneReads.get());
  }

  @Test
  void anOwnerReadsASampleAloneForAnotherNode() throws Exception {
    cluster.owned(FakeCluster.member("owner"), FakeCluster.member("me"));
    var ownersOrigin = new FakeTier();
    peers.nodes.put("owner:2", reader(PACKAGES, 64, List.of(ownersOrigin)));
    try (var frames = reader.read(alone(Reach.CLUSTER, List.of(1L, 2L, 15L)))) {
      assertEquals(3, FakePeers.whole(frames));
      assertEquals(3, frames.cost().originSamples());
    }
    assertEquals(3, ownersOrigin.loneReads.get());
    assertEquals(0, ownersOrigin.reads.get() + origin.reads.get() + origin.loneReads.get());
    peers.nodes.clear();
    try (var frames = reader.read(alone(Reach.CLUSTER, List.of(1L)))) {
      assertEquals(1, FakePeers.whole(frames), "the owner is gone: this node reads it, alone");
    }
    assertEquals(1, origin.loneReads.get());
  }

  @Test
  void noMoreReadsOfARequestRunAtOnceThanItAllows() throws Exception {
    origin.gate = new CountDownLatch(1);
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    var ids = List.of(1L, 11L, 21L, 31L, 41L);
    var request =
        new SampleRequest(
            TOYS.version(), ids, deadline, Reach.CLUSTER, new Manner(Grain.PACKAGE, 2));
    try (var frames = reader.read(request);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var whole = threads.submit((Callable<Integer>) () -> FakePeers.whole(frames));
      assertTrue(origin.begun.tryAcquire(2, 10, TimeUnit.SECONDS));
      assertFalse(origin.begun.tryAcquire(50, TimeUnit.MILLISECONDS), "a third one waits");
      origin.gate.countDown();
      assertEquals(5, whole.get());
    }
    assertEquals(5, origin.reads.get());
  }

  @Test
  void aReadWhoseTurnDoesNotComeInTimeIsLate() throws Exception {
    origin.gate = new CountDownLatch(1);
    var soon = System.nanoTime() + Duration.ofMillis(50).toNanos();
    var request =
        new SampleRequest(
            TOYS.version(), List.of(1L, 11L), soon, Reach.NODE, new Manner(Grain.PACKAGE, 1));
    try (var frames = reader.read(request)) {
      assertEquals(2, FakePeers.count(frames, FrameHead.DEADLINE));
    }
  }

  @Test
  @Timeout(30)
  void aDamagedSampleThatIsReadAloneHasItsStatus() throws Exception {
    origin.damaged = Map.of(4L, FrameHead.CHECKSUM_MISMATCH);
    try (var frames = reader.read(alone(Reach.CLUSTER, List.of(3L, 4L)))) {
      assertEquals(1, FakePeers.count(frames, FrameHead.CHECKSUM_MISMATCH));
    }
    becomesZero(reader.store()::usedBytes);
  }

  private static SampleRequest alone(Reach reach, List<Long> ids) {
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    return new SampleRequest(TOYS.version(), ids, deadline, reach, new Manner(Grain.SAMPLE, 0));
  }

  /** A request leaves when its last read has ended, which may be after its frames were taken. */
  private static void becomesZero(LongSupplier figure) {
    while (figure.getAsLong() != 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static int whole(NodeReader node, Reach reach, long... ids) throws Exception {
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    var all = LongStream.of(ids).boxed().toList();
    try (var frames = node.read(new SampleRequest(TOYS.version(), all, deadline, reach))) {
      return FakePeers.whole(frames);
    }
  }

  private static byte[] bytes(SampleFrame frame) {
    var bytes = new ByteArrayOutputStream();
    frame.pieces().forEach(piece -> bytes.writeBytes(piece.toArray(ValueLayout.JAVA_BYTE)));
    return bytes.toByteArray();
  }
}
