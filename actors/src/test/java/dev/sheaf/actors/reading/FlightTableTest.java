package dev.sheaf.actors.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sheaf.actors.reading.FlightTable.Arrived;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.policies.vocabulary.PackageId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FlightTableTest {
  private static final ToyManifest TOYS = ToyManifest.of(40);

  private final FakeTier origin = new FakeTier();
  private final PackageStore store = new PackageStore(64L * PackageStore.PAGE_BYTES);
  private final FlightTable flights =
      new FlightTable(store, new TierChain(List.of(origin)), landed -> {});

  private FutureTask<Arrived> fetch(int index) {
    return new FutureTask<>(() -> {
      try (var space = store.reserve(List.of(TOYS.table().sizeBytes(index)))) {
        assertNotNull(space);
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        return flights.fetch(TOYS, new PackageId(TOYS.version(), index), space::take, deadline);
      }
    });
  }

  @Test
  void whoJoinsAReadFindsItInMemoryAndHasWaitedForWhereItCameFrom() throws Exception {
    origin.gate = new CountDownLatch(1);
    var first = fetch(3);
    Thread.ofPlatform().start(first);
    origin.begun.acquire();
    var second = fetch(3);
    var joiner = Thread.ofPlatform().start(second);
    while (joiner.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    origin.gate.countDown();
    var began = assertInstanceOf(Arrived.Here.class, first.get());
    var joined = assertInstanceOf(Arrived.Here.class, second.get());
    assertEquals(
        List.of(true, TierKind.ORIGIN, TierKind.ORIGIN),
        List.of(began.began(), began.from(), began.waitedFor()));
    assertEquals(
        List.of(false, TierKind.MEMORY, TierKind.ORIGIN),
        List.of(joined.began(), joined.from(), joined.waitedFor()));
    assertEquals(1, origin.reads.get());
    began.lease().close();
    joined.lease().close();
  }
}
