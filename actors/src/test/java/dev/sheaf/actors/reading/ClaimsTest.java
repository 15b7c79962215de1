package dev.sheaf.actors.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.reading.Claims.Claim;
import dev.sheaf.actors.store.Filling;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
  private static final long PAGE = PackageStore.PAGE_BYTES;
  private static final DatasetVersion TOYS = new DatasetVersion("toys", "0");
  private static final int SEEDS = 200;
  private static final int STEPS = 300;

  private final PackageStore store = new PackageStore(4 * PAGE);
  private final Set<PackageId> underWay = new HashSet<>();
  private final Claims claims = new Claims(store, underWay::contains);

  private static PackageId id(int index) {
    return new PackageId(TOYS, index);
  }

  private Claim claim(int index, long sizeBytes) {
    var claim = claims.enter(Map.of(id(index), sizeBytes), 0);
    assertNotNull(claim);
    return claim;
  }

  @Test
  void manyWhoWaitForTheSameLeaveRoomForOthers() {
    var same = new ArrayList<Claim>();
    for (int i = 0; i < 100; i++) {
      same.add(claim(1, 2 * PAGE));
    }
    assertEquals(2 * PAGE, store.reservedBytes());
    var other = claim(2, 2 * PAGE);
    assertNull(claims.enter(Map.of(id(3), PAGE), 0), "all is set aside");
    assertNull(claims.enter(Map.of(id(1), 2 * PAGE), PAGE), "what is beside it finds no room");
    same.forEach(Claim::close);
    assertEquals(2 * PAGE, store.reservedBytes());
    other.close();
    assertEquals(0, store.reservedBytes());
  }

  @Test
  void afterAReadThatFailedTheSpaceIsThereForTheNext() {
    var first = claim(1, 3 * PAGE);
    var second = claim(1, 3 * PAGE);
    var filling = first.take(id(1), 3 * PAGE);
    assertNotNull(filling);
    assertEquals(0, store.reservedBytes());
    filling.abandon();
    first.close();
    assertNull(store.reserve(List.of(2 * PAGE)), "it is the second one's");
    var again = second.take(id(1), 3 * PAGE);
    assertNotNull(again);
    again.publish(Map.of()).close();
    second.close();
    assertEquals(0, store.reservedBytes());
  }

  @Test
  void whatIsBeingReadNeedsNoMoreSpace() {
    underWay.add(id(1));
    var waits = claim(1, 4 * PAGE);
    assertEquals(0, store.reservedBytes());
    underWay.clear();
    var other = claim(2, 2 * PAGE);
    assertNull(waits.take(id(1), 4 * PAGE), "the read failed, and others have the space");
    other.close();
    var filling = waits.take(id(1), 4 * PAGE);
    assertNotNull(filling);
    filling.abandon();
    waits.close();
    assertEquals(0, store.reservedBytes() + store.usedBytes());
  }

  @Test
  void whatCameAndWentIsSetAsideAgain() {
    var slow = claim(1, 2 * PAGE);
    var filling = slow.take(id(1), 2 * PAGE);
    assertNotNull(filling);
    filling.publish(Map.of()).close();
    var others = claims.enter(Map.of(id(2), 2 * PAGE, id(3), 2 * PAGE), 0);
    assertNotNull(others);
    assertTrue(!store.has(id(1)), "it had to give way");
    assertNull(claims.enter(Map.of(id(1), 2 * PAGE), 0));
    others.close();
    var late = claim(1, 2 * PAGE);
    assertEquals(2 * PAGE, store.reservedBytes());
    slow.close();
    late.close();
    assertEquals(0, store.reservedBytes());
  }

  /** Requests that come, read, fail and leave in any order: each package is set aside once. */
  @Test
  void inAnyOrderEachPackageIsSetAsideOnce() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new Run(seed).run();
    }
  }

  private static final class Run {
    private final long seed;
    private final PackageStore store = new PackageStore(12 * PAGE);
    private final Map<PackageId, Filling> flying = new HashMap<>();
    private final Claims claims = new Claims(store, flying::containsKey);
    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(Claim claim, Map<PackageId, Long> packages) {}

    Run(long seed) {
      this.seed = seed;
    }

    private int pick(int step, int key, int below) {
      return (int) Draw.below(Draw.draw(seed, step, key), below);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        switch (pick(step, 0, 4)) {
          case 0 -> enter(step);
          case 1 -> take(step);
          case 2 -> land(step);
          default -> leave(step);
        }
        var wanted = new HashMap<PackageId, Long>();
        waiting.forEach(each -> wanted.putAll(each.packages()));
        var most = wanted.values().stream().mapToLong(Long::longValue).sum();
        assertTrue(store.reservedBytes() <= most, "seed " + seed + " step " + step);
      }
      flying.values().forEach(Filling::abandon);
      flying.clear();
      waiting.forEach(each -> each.claim().close());
      assertEquals(0, store.reservedBytes(), "seed " + seed);
    }

    private void enter(int step) {
      var absent = new HashMap<PackageId, Long>();
      for (int i = 0; i <= pick(step, 1, 3); i++) {
        var index = pick(step, 10 + i, 8);
        if (!store.has(id(index))) {
          absent.put(id(index), (1 + index % 3) * PAGE);
        }
      }
      var claim = claims.enter(absent, 0);
      if (claim != null) {
        waiting.add(new Waiting(claim, absent));
      }
    }

    private void take(int step) {
      if (waiting.isEmpty()) {
        return;
      }
      var one = waiting.get(pick(step, 2, waiting.size()));
      one.packages()
          .forEach((id, size) -> {
            if (!flying.containsKey(id) && !store.has(id)) {
              var filling = one.claim().take(id, size);
              if (filling != null) {
                flying.put(id, filling);
              }
            }
          });
    }

    private void land(int step) {
      for (var id : List.copyOf(flying.keySet())) {
        var filling = flying.remove(id);
        if (filling != null && pick(step, 3, 3) == 0) {
          filling.abandon();
        } else if (filling != null) {
          filling.publish(Map.of()).close();
        }
      }
    }

    private void leave(int step) {
      if (!waiting.isEmpty()) {
        waiting.remove(pick(step, 4, waiting.size())).claim().close();
      }
    }
  }
}
