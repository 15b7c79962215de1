package dev.sheaf.actors.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import dev.sheaf.actors.store.NodePackages;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.shell.Supply;
import dev.sheaf.simulation.shell.VirtualNodes;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A node's partitions over a real store, and virtual ones, told the same, have the same packages at
 * hand.
 *
 * <p>What is held here fits what a store lets be held, as a conductor sees to: beyond that, a live
 * store gives up held packages for a batch that is asked for now, and a virtual one lets it pass
 * by.
 */
final class CachePartitionParityTest {
  private static final int COMMANDS = 5_000;
  private static final int PARTITIONS = 8;
  private static final int PACKAGES = 120;
  private static final int MOST_PAGES = 3;
  private static final int CAPACITY_PAGES = 96;
  private static final DatasetVersion VERSION = new DatasetVersion("pictures", "0".repeat(64));

  @Test
  void theSamePackagesAreAtHand() {
    for (long seed = 1; seed <= 3; seed++) {
      try (var trial = new Trial(seed)) {
        trial.run();
      }
    }
  }

  /** Holds, releases and reads by chance, of both. */
  private static final class Trial implements AutoCloseable {
    private final long seed;
    private final RandomStream chance;
    private final int[] pages;
    private final PackageStore store =
        new PackageStore((long) CAPACITY_PAGES * PackageStore.PAGE_BYTES);
    private final List<BehaviorTestKit<PartitionCommand>> partitions;
    private final VirtualNodes nodes;
    private final BitSet held = new BitSet();
    private int hits;
    private int misses;

    Trial(long seed) {
      this.seed = seed;
      this.chance = new RandomStream(seed, "partitions");
      this.pages = IntStream.range(0, PACKAGES).map(p -> 1 + chance.below(MOST_PAGES)).toArray();
      var counts = IntStream.range(0, PACKAGES).map(p -> 1).toArray();
      var sizes = IntStream.range(0, PACKAGES).mapToLong(this::sizeBytes).toArray();
      var packages = new StoredPackages(store);
      this.partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(p ->
                  BehaviorTestKit.create(
                      CachePartition.create(
                          p, packages, Retention.UNTIL_SPACE_IS_NEEDED, ReadCharge.NONE)))
              .toList();
      this.nodes =
          new VirtualNodes(
              VERSION,
              PackageTable.of(counts, sizes),
              new long[] {store.capacityBytes()},
              PARTITIONS,
              Supply.AT_ONCE);
    }

    private long sizeBytes(int index) {
      return (long) pages[index] * PackageStore.PAGE_BYTES;
    }

    void run() {
      for (int n = 0; n < COMMANDS; n++) {
        var index = chance.below(PACKAGES);
        switch (chance.below(5)) {
          case 0 -> hold(index);
          case 1 -> release(held.isEmpty() || chance.chance(0.2) ? index : heldAfter(index));
          default -> read(index, "seed %d, command %d".formatted(seed, n));
        }
        assertEquals(store.usedBytes(), nodes.usedBytes(0), "seed %d after %d".formatted(seed, n));
      }
      assertTrue(hits > COMMANDS / 10 && misses > COMMANDS / 10, hits + " hits, " + misses);
    }

    private int heldAfter(int index) {
      var next = held.nextSetBit(index);
      return next < 0 ? held.nextSetBit(0) : next;
    }

    private void hold(int index) {
      held.set(index);
      if (held.stream().mapToLong(this::sizeBytes).sum()
          > PackageStore.holdable(store.capacityBytes()) - MOST_PAGES * PackageStore.PAGE_BYTES) {
        held.clear(index);
        return;
      }
      var pinned = chance.chance(0.5);
      var standing = pinned ? PartitionCommand.Standing.PINNED : PartitionCommand.Standing.CLAIMED;
      tell(index, new PartitionCommand.Hold(new PackageId(VERSION, index), standing, false));
      nodes.hold(index, pinned);
    }

    private void release(int index) {
      held.clear(index);
      tell(index, new PartitionCommand.Release(new PackageId(VERSION, index)));
      nodes.release(index);
    }

    private void tell(int index, PartitionCommand command) {
      partitions.get(Partitions.of(new PackageId(VERSION, index), PARTITIONS)).run(command);
    }

    private void read(int index, String where) {
      var before = nodes.meter().hitSamples();
      nodes.read(index, () -> {});
      var hit = nodes.meter().hitSamples() > before;
      assertEquals(hit, readLive(index), where);
      hits += hit ? 1 : 0;
      misses += hit ? 0 : 1;
    }

    /** True when it was there; otherwise it is now. */
    private boolean readLive(int index) {
      var id = new PackageId(VERSION, index);
      var lease = store.lease(id);
      if (lease != null) {
        lease.close();
        return true;
      }
      var reservation = store.reserve(List.of(sizeBytes(index)));
      assertNotNull(reservation, "room for " + id);
      try (reservation) {
        reservation.take(id, sizeBytes(index)).publish(Map.of()).close();
      }
      return false;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** A node whose store is filled by reads alone. */
  private record StoredPackages(PackageStore store) implements NodePackages {
    @Override
    public CompletionStage<LoadOutcome> load(PackageId id) {
      throw new AssertionError("nobody asked for a load of " + id);
    }

    @Override
    public void hold(PackageId id) {
      store.hold(id);
    }

    @Override
    public void release(PackageId id, boolean drop) {
      store.unhold(id, drop);
    }

    @Override
    public List<PackageId> resident() {
      return store.resident();
    }
  }
}
