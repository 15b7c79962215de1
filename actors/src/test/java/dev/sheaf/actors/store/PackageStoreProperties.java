package dev.sheaf.actors.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random use of a small store, held against an account that is kept beside it. */
final class PackageStoreProperties {
  private static final DatasetVersion TOYS = new DatasetVersion("toys", "cd".repeat(32));
  private static final int PAGES = 40;
  private static final int IDS = 30;
  private static final int STEPS = 600;

  @Test
  void theAccountIsExactAfterEveryStepAndEmptyAtTheEnd() {
    for (long seed = 0; seed < 200; seed++) {
      try (var store = new PackageStore((long) PAGES * PackageStore.PAGE_BYTES)) {
        new Use(seed, store).run();
      }
    }
  }

  private static final class Use {
    private final long seed;
    private final PackageStore store;
    private final Map<PackageId, Integer> pages = new HashMap<>();
    private final List<Leased> leases = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();
    private int loads;

    /** A lease, and the load that it is of. */
    private record Leased(PackageLease lease, int load, int pages) {}

    /** Space set aside, of which some is being filled. */
    private record Open(PackageStore.Reservation space, List<Filling> fillings, int[] left) {}

    private record Filling(dev.sheaf.actors.store.Filling filling, PackageId id, int pages) {}

    private final Map<PackageId, Integer> loadOf = new HashMap<>();

    Use(long seed, PackageStore store) {
      this.seed = seed;
      this.store = store;
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        act(step);
        hold(step);
      }
      List.copyOf(open).forEach(this::end);
      leases.forEach(leased -> leased.lease().close());
      leases.clear();
      for (int i = 0; i < IDS; i++) {
        store.unhold(id(i), true);
      }
      assertEquals(0, store.usedBytes(), "seed " + seed);
      assertEquals(0, store.reservedBytes(), "seed " + seed);
      assertEquals(0, store.heldBytes(), "seed " + seed);
    }

    private void act(int step) {
      var id = id(pick(step, 1, IDS));
      switch (pick(step, 2, 8)) {
        case 0 -> reserve(step);
        case 1, 2 -> fill(step, id);
        case 3 -> store.hold(id);
        case 4 -> store.unhold(id, pick(step, 3, 2) == 0);
        case 5 -> lease(id);
        case 6 -> {
          if (!leases.isEmpty()) {
            leases.remove(pick(step, 4, leases.size())).lease().close();
          }
        }
        default -> {
          if (!open.isEmpty()) {
            end(open.get(pick(step, 5, open.size())));
          }
        }
      }
    }

    private void reserve(int step) {
      var sizes = new ArrayList<Long>();
      var total = 0;
      for (int i = 0; i <= pick(step, 6, 3); i++) {
        var count = 1 + pick(step, 10 + i, 4);
        sizes.add((long) count * PackageStore.PAGE_BYTES - pick(step, 20 + i, 100));
        total += count;
      }
      var space = store.reserve(sizes);
      if (space != null) {
        open.add(new Open(space, new ArrayList<>(), new int[] {total}));
      }
    }

    private void fill(int step, PackageId id) {
      for (var one : open) {
        if (one.left()[0] > 0 && !store.has(id) && nobodyFills(id)) {
          var count = 1 + pick(step, 7, one.left()[0]);
          var size = (long) count * PackageStore.PAGE_BYTES;
          one.fillings().add(new Filling(one.space().take(id, size), id, count));
          one.left()[0] -= count;
          return;
        }
      }
    }

    private boolean nobodyFills(PackageId id) {
      return open.stream()
          .flatMap(one -> one.fillings().stream())
          .noneMatch(filling -> filling.id().equals(id));
    }

    private void lease(PackageId id) {
      var lease = store.lease(id);
      if (lease != null) {
        leases.add(new Leased(lease, loadOf.get(id), pages.get(id)));
      }
    }

    /** Publishes half of what was filled, abandons the rest, gives the space back. */
    private void end(Open one) {
      open.remove(one);
      for (var filling : one.fillings()) {
        if (pick(filling.id().index(), 8, 2) == 0) {
          pages.put(filling.id(), filling.pages());
          loadOf.put(filling.id(), ++loads);
          filling.filling().publish(Map.of()).close();
        } else {
          filling.filling().abandon();
        }
      }
      one.space().close();
    }

    private void hold(int step) {
      var why = "seed " + seed + " step " + step;
      var resident = store.resident().stream().mapToInt(pages::get).sum();
      var here = store.resident().stream().map(loadOf::get).toList();
      var doomed = new HashMap<Integer, Integer>();
      leases.stream()
          .filter(leased -> !here.contains(leased.load()))
          .forEach(leased -> doomed.put(leased.load(), leased.pages()));
      var filling =
          open.stream().flatMap(one -> one.fillings().stream()).mapToInt(Filling::pages).sum();
      var used = resident + filling + doomed.values().stream().mapToInt(Integer::intValue).sum();
      assertEquals((long) used * PackageStore.PAGE_BYTES, store.usedBytes(), why);
      var reserved = open.stream().mapToInt(one -> one.left()[0]).sum();
      assertEquals((long) reserved * PackageStore.PAGE_BYTES, store.reservedBytes(), why);
      assertTrue(store.usedBytes() + store.reservedBytes() <= store.capacityBytes(), why);
      assertTrue(store.heldBytes() <= PackageStore.holdable(store.capacityBytes()), why);
    }

    private int pick(int step, int key, int below) {
      return (int) Draw.below(Draw.draw(seed, step, key), below);
    }
  }

  private static PackageId id(int index) {
    return new PackageId(TOYS, index);
  }
}
