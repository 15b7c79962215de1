package dev.sheaf.actors.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.reading.SampleRequest.Manner;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.Payer;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NodeReaderTest {
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

  /** A flight may outlive the test that gave it up, so its store is left to the process's end. */
  private NodeReader reader(int pages, int mostPending, List<Tier> tiers) {
    var store = new PackageStore((long) pages * PackageStore.PAGE_BYTES);
    return new NodeReader(
        store,
        new TierChain(tiers),
        mostPending,
        new NodeReader.Ports(version -> TOYS, cluster, peers));
  }

  @Test
  void everySampleComesOnceWithItsBytesAndPosition() throws Exception {
    var ids = List.of(3L, 42L, 7L, 199L, 41L, 3L);
    try (var frames = reader.read(request(Reach.CLUSTER, ids))) {
      var positions = new ArrayList<Integer>();
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        positions.add(frame.position());
        assertEquals(ids.get(frame.position()), frame.head().id());
        assertArrayEquals(ToyManifest.bytes(frame.head().id()), bytes(frame));
        frame.close();
      }
      assertEquals(List.of(0, 1, 2, 3, 4, 5), positions.stream().sorted().toList());
      assertEquals(30, frames.cost().originSamples(), "three packages of ten");
    }
    assertEquals(3, origin.reads.get());
  }

  @Test
  void whatIsInMemoryCostsTheOriginNothing() throws Exception {
    assertEquals(2, whole(reader, Reach.CLUSTER, 5, 6));
    try (var frames = reader.read(request(Reach.CLUSTER, List.of(5L, 9L)))) {
      assertTrue(frames.complete(), "nothing needs to be waited for");
      assertEquals(2, FakePeers.whole(frames));
      assertEquals(2, frames.cost().memoryHits());
      assertEquals(0, frames.cost().originSamples());
    }
    assertEquals(1, origin.reads.get());
  }

  @Test
  void whatComesFromDiskIsAHitThereAndCostsTheOriginNothing() throws Exception {
    var disk = new FakeTier();
    disk.kind = TierKind.DISK;
    try (var frames =
        reader(PACKAGES, 64, List.of(disk, origin))
            .read(request(Reach.CLUSTER, List.of(5L, 9L, 15L)))) {
      assertEquals(3, FakePeers.whole(frames));
      assertEquals(3, frames.cost().diskHits());
      assertEquals(0, frames.cost().memoryHits());
      assertEquals(0, frames.cost().originSamples());
    }
    assertEquals(0, origin.reads.get());
  }

  @Test
  void tiersAreToldWhoPays() throws Exception {
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    var payer = new Payer("one");
    var ids = List.of(5L, 15L);
    var asked = new SampleRequest(TOYS.version(), ids, deadline, Reach.NODE, Manner.DEFAULT, payer);
    try (var frames = reader.read(asked)) {
      assertEquals(2, FakePeers.whole(frames));
    }
    whole(reader, Reach.NODE, 25);
    var ahead = new PackageId(TOYS.version(), 3);
    new Payer("two").call(() -> reader.load(ahead)).toCompletableFuture().get();
    assertEquals(List.of("one", "one", "", "two"), origin.payers);
  }

  @Test
  void whatIsAtHandIsGivenWithoutWaitingForTheRest() throws Exception {
    whole(reader, Reach.NODE, 5);
    origin.gate = new CountDownLatch(1);
    try (var frames = reader.read(request(Reach.NODE, List.of(5L, 15L, 6L)))) {
      var ids = new ArrayList<Long>();
      for (var frame = frames.atHand(); frame != null; frame = frames.atHand()) {
        ids.add(frame.head().id());
        frame.close();
      }
      assertEquals(List.of(5L, 6L), ids);
      assertFalse(frames.complete());
      origin.gate.countDown();
      assertEquals(1, FakePeers.whole(frames));
      assertNull(frames.atHand(), "all were given");
    }
  }

  @Test
  void aPackageThatManyAskForAtOnceIsReadOnceAndPaidByOne() throws Exception {
    origin.gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var begun = new ArrayList<SampleStream>();
      for (int i = 0; i < 8; i++) {
        begun.add(reader.read(request(Reach.CLUSTER, List.of(11L))));
      }
      var counts =
          begun.stream()
              .map(frames -> threads.submit((Callable<Integer>) () -> FakePeers.whole(frames)))
              .toList();
      origin.gate.countDown();
      for (var count : counts) {
        assertEquals(1, count.get());
      }
      assertEquals(10, begun.stream().mapToLong(frames -> frames.cost().originSamples()).sum());
      begun.forEach(SampleStream::close);
    }
    assertEquals(1, origin.reads.get());
  }

  @Test
  void aReadThatTakesTooLongEndsByItsDeadlineWithFramesThatSaySo() throws Exception {
    origin.gate = new CountDownLatch(1);
    var soon = System.nanoTime() + Duration.ofMillis(50).toNanos();
    var request = new SampleRequest(TOYS.version(), List.of(1L, 2L), soon, Reach.CLUSTER);
    try (var frames = reader.read(request)) {
      assertEquals(2, FakePeers.count(frames, FrameHead.DEADLINE));
    }
  }

  @Test
  void aSampleThatIsDamagedInTheOriginHasItsStatusAndTheOthersAreWhole() throws Exception {
    origin.damaged = Map.of(4L, FrameHead.CHECKSUM_MISMATCH);
    try (var frames = reader.read(request(Reach.CLUSTER, List.of(3L, 4L, 5L)))) {
      assertEquals(1, FakePeers.count(frames, FrameHead.CHECKSUM_MISMATCH));
    }
    assertEquals(2, whole(reader, Reach.CLUSTER, 3, 5));
  }

  @Test
  void aRequestThatFindsNoRoomIsRefusedAtOnceAndLeavesNothingBehind() throws Exception {
    var small = reader(2, 64, List.of(origin));
    origin.gate = new CountDownLatch(1);
    var first = small.read(request(Reach.CLUSTER, List.of(1L, 11L)));
    assertThrows(
        SampleReader.Overloaded.class, () -> small.read(request(Reach.CLUSTER, List.of(21L))));
    origin.gate.countDown();
    assertEquals(2, FakePeers.whole(first));
    first.close();
    assertEquals(1, onceAdmitted(small, 21));
  }

  @Test
  void oneRequestTooManyIsRefused() throws Exception {
    var narrow = reader(PACKAGES, 1, List.of(origin));
    var first = narrow.read(request(Reach.CLUSTER, List.of(1L)));
    assertThrows(
        SampleReader.Overloaded.class, () -> narrow.read(request(Reach.CLUSTER, List.of(1L))));
    assertEquals(1, FakePeers.whole(first));
    first.close();
    assertEquals(1, onceAdmitted(narrow, 1));
  }

  @Test
  void whatAnotherNodeOwnsIsAskedOfIt() throws Exception {
    cluster.owned(FakeCluster.member("owner"), FakeCluster.member("me"));
    var ownersOrigin = new FakeTier();
    peers.nodes.put("owner:2", reader(PACKAGES, 64, List.of(ownersOrigin)));
    try (var frames = reader.read(request(Reach.CLUSTER, List.of(1L, 2L, 15L)))) {
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        assertTrue(frame.head().has(FrameHead.BY_PEER));
        assertArrayEquals(ToyManifest.bytes(frame.head().id()), bytes(frame));
        frame.close();
      }
      assertEquals(20, frames.cost().originSamples(), "the job pays for what its owners read");
    }
    assertEquals(List.of("owner:2 NODE"), peers.asked);
    assertEquals(0, origin.reads.get());
    assertEquals(2, ownersOrigin.reads.get());
  }

  @Test
  void anOwnerThatIsGoneIsReplacedByTheNextAndAtLastByThisNode() throws Exception {
    cluster.owned(FakeCluster.member("gone"), FakeCluster.member("next"), FakeCluster.member("me"));
    peers.nodes.put("next:2", reader(PACKAGES, 64, List.of(new FakeTier())));
    assertEquals(1, whole(reader, Reach.CLUSTER, 1));
    assertEquals(List.of("gone:2 NODE", "next:2 NODE"), peers.asked);
    peers.nodes.clear();
    assertEquals(1, whole(reader, Reach.CLUSTER, 101));
    assertEquals(1, origin.reads.get());
  }

  @Test
  void aRequestThatGoesNoFurtherThanMemoryReadsNothing() throws Exception {
    whole(reader, Reach.NODE, 1);
    try (var frames = reader.read(request(Reach.MEMORY, List.of(1L, 11L)))) {
      assertEquals(1, FakePeers.count(frames, FrameHead.DEADLINE), "sample 11 is not here");
    }
    assertEquals(1, whole(reader, Reach.MEMORY, 2));
    assertEquals(1, origin.reads.get());
  }

  @Test
  void aNodeThatHasJoinedAsksTheFormerOwnerBeforeTheOrigin() throws Exception {
    cluster.owned(FakeCluster.member("me"), FakeCluster.member("former"));
    var former = reader(PACKAGES, 64, List.of(new FakeTier()));
    peers.nodes.put("former:2", former);
    whole(former, Reach.NODE, 1);
    var joined = reader(PACKAGES, 64, List.of(new FormerOwner(cluster, peers), origin));
    try (var frames = joined.read(request(Reach.CLUSTER, List.of(1L, 2L)))) {
      assertEquals(2, FakePeers.whole(frames));
      assertEquals(0, frames.cost().originSamples());
    }
    assertEquals(0, origin.reads.get(), "the former owner had it");
    assertEquals(1, whole(joined, Reach.CLUSTER, 11));
    assertEquals(1, origin.reads.get(), "the former owner did not have it, and did not fetch it");
    assertEquals(List.of("former:2 MEMORY", "former:2 MEMORY"), peers.asked);
  }

  @Test
  void whatALeavingNodeHasIsAskedOfItBeforeTheOrigin() throws Exception {
    var leaving = reader(PACKAGES, 64, List.of(new FakeTier()));
    peers.nodes.put("leaving:2", leaving);
    whole(leaving, Reach.NODE, 1);
    var heir = reader(PACKAGES, 64, List.of(new FormerOwner(cluster, peers), origin));
    cluster.leaving = Optional.of(FakeCluster.member("leaving"));
    assertEquals(2, whole(heir, Reach.CLUSTER, 1, 2));
    assertEquals(0, origin.reads.get(), "the leaving node had it");
    peers.nodes.clear();
    assertEquals(2, whole(heir, Reach.CLUSTER, 11, 21));
    assertEquals(2, origin.reads.get(), "the leaving node is gone");
  }

  @Test
  void waitsAreToldApartByWhatTheConsumerWaitedFor() throws Exception {
    cluster.owned(FakeCluster.member("other"), FakeCluster.member("me"));
    var here = reader(PACKAGES, 64, List.of(origin));
    var there = reader(PACKAGES, 64, List.of(origin));
    peers.nodes.put("other:2", there);
    whole(there, Reach.NODE, 1);
    peers.gate = openedWhenThisThreadWaits();
    try (var warm = here.read(request(Reach.CLUSTER, List.of(1L, 2L)))) {
      assertEquals(2, FakePeers.whole(warm));
      assertTrue(warm.waitedNanos(WaitCause.PEER) > 0, "a peer was waited for");
      assertEquals(0, warm.waitedNanos(WaitCause.ORIGIN));
    }
    origin.gate = openedWhenThisThreadWaits();
    try (var cold = here.read(request(Reach.NODE, List.of(31L)))) {
      assertEquals(1, FakePeers.whole(cold));
      assertTrue(cold.waitedNanos(WaitCause.ORIGIN) > 0, "the origin was waited for");
      assertEquals(0, cold.waitedNanos(WaitCause.PEER));
      assertEquals(cold.cost().waitNanos(), cold.waitedNanos(WaitCause.ORIGIN));
    }
  }

  private static CountDownLatch openedWhenThisThreadWaits() {
    var gate = new CountDownLatch(1);
    var taker = Thread.currentThread();
    Thread.startVirtualThread(() -> {
      while (taker.getState() != Thread.State.TIMED_WAITING) {
        LockSupport.parkNanos(1_000_000);
      }
      gate.countDown();
    });
    return gate;
  }

  /** A request leaves when its last fetch has ended, which may be after its frames were taken. */
  private static int onceAdmitted(NodeReader node, long id) throws Exception {
    while (true) {
      try {
        return whole(node, Reach.CLUSTER, id);
      } catch (SampleReader.Overloaded notYet) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static int whole(NodeReader node, Reach reach, long... ids) throws Exception {
    try (var frames = node.read(request(reach, LongStream.of(ids).boxed().toList()))) {
      return FakePeers.whole(frames);
    }
  }

  private static SampleRequest request(Reach reach, List<Long> ids) {
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    return new SampleRequest(TOYS.version(), ids, deadline, reach);
  }

  private static byte[] bytes(SampleFrame frame) {
    var bytes = new ByteArrayOutputStream();
    frame.pieces().forEach(piece -> bytes.writeBytes(piece.toArray(ValueLayout.JAVA_BYTE)));
    return bytes.toByteArray();
  }
}
