package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.Delivery;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.dataport.LocatedBatches;
import dev.sheaf.http.fake.FakeNode;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that a client reads from the owners of their samples. */
final class LocatedBatchesTest {
  /** Samples 8 and 9 are of the first package, 10 and 11 of the second. */
  private static final BatchKey TWO_OWNERS = new BatchKey("j", 1, 0, 0, 2);

  private static final List<Long> IDS = List.of(8L, 9L, 10L, 11L);

  @TempDir Path folder;
  private final HttpPeers peers = new HttpPeers();
  private Servers one;
  private Servers two;
  private LocatedBatches batches;

  @BeforeEach
  void start() throws Exception {
    one = new Servers(new FakeNode(5000), folder.resolve("one"));
    two = new Servers(new FakeNode(5000), folder.resolve("two"));
    one.node.members = List.of(member("one", one), member("two", two));
    batches = new LocatedBatches(one.http.apiAddress().toString(), peers);
  }

  private static Member member(String name, Servers servers) {
    return new Member(
        name,
        List.of("cache"),
        servers.http.apiAddress().toString(),
        servers.http.dataAddress().toString(),
        1 << 20);
  }

  @AfterEach
  void stop() {
    peers.close();
    one.close();
    two.close();
  }

  private static long inTenSeconds() {
    return System.nanoTime() + Duration.ofSeconds(10).toNanos();
  }

  private void assertWhole(LocatedBatches.Located located) {
    assertEquals(IDS, located.frames().stream().map(frame -> frame.head().id()).toList());
    for (int position = 0; position < IDS.size(); position++) {
      var frame = located.frames().get(position);
      assertEquals(position, frame.position());
      assertArrayEquals(
          one.node.samples.bytes(IDS.get(position)),
          frame.pieces().getFirst().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void aBatchOfTwoOwnersIsReadFromBoth() throws Exception {
    var located = batches.read(TWO_OWNERS, inTenSeconds());
    assertFalse(located.byGateway());
    assertWhole(located);
    assertEquals(List.of(8L, 9L), one.node.last.ids());
    assertEquals(List.of(10L, 11L), two.node.last.ids());
  }

  @Test
  void itsSamplesAreCountedOnceAndEachOwnerTellsWhatItRead() throws Exception {
    batches.read(TWO_OWNERS, inTenSeconds());
    Eventually.is(() -> one.node.deliveries.size() == 2 && two.node.deliveries.size() == 1);
    assertEquals(4, one.node.deliveries.stream().mapToLong(Delivery::samples).sum());
    assertEquals(0, two.node.deliveries.getFirst().samples());
    assertEquals(20, two.node.deliveries.getFirst().originSamples());
  }

  @Test
  void anOwnerThatIsGoneLeavesTheBatchToTheGateway() throws Exception {
    two.http.stopData(Duration.ZERO).toCompletableFuture().join();
    var located = batches.read(TWO_OWNERS, inTenSeconds());
    assertTrue(located.byGateway());
    assertWhole(located);
  }

  @Test
  void anOwnerThatHasASampleNotInTimeLeavesTheBatchToTheGateway() throws Exception {
    two.node.late = true;
    var located = batches.read(TWO_OWNERS, inTenSeconds());
    assertTrue(located.byGateway());
    assertWhole(located);
  }
}
