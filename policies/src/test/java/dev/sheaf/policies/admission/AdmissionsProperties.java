package dev.sheaf.policies.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Seeded floods at a door; a failure prints its seed. */
final class AdmissionsProperties {
  private static final long PATIENT = TimeUnit.HOURS.toNanos(1);

  private record Held(Claimant who, long bytes) {}

  /** A door, those behind it, and what it said. */
  private static final class World {
    final long seed;
    final Limits limits;
    final Admissions door;
    final ArrayDeque<Held> behind = new ArrayDeque<>();
    long now = 1;
    int drawn;

    World(long seed) {
      this.seed = seed;
      this.limits = Limits.ofAnswers(1 + below(300), 1 + below(1 << 20));
      this.door = new Admissions(limits, new FairShares());
    }

    int below(int bound) {
      return (int) Draw.below(Draw.draw(seed, drawn++), bound);
    }

    Verdict ask(Claimant who, long bytes) {
      var verdict = door.enter(who, bytes, PATIENT, now);
      if (verdict instanceof Verdict.Admitted) {
        behind.add(new Held(who, bytes));
      }
      return verdict;
    }

    void oneLeaves() {
      var held = behind.poll();
      if (held != null) {
        door.leave(held.who(), held.bytes(), below(4) > 0, now);
      }
    }
  }

  private static Claimant job(int tenant, int job) {
    return Claimant.of("t%d.job%d".formatted(tenant, job));
  }

  @Test
  void whatIsUnderWayIsNeverMoreThanTheLimitsAndIsCountedRight() {
    for (long seed = 1; seed <= 300; seed++) {
      var world = new World(seed);
      for (int step = 0; step < 500; step++) {
        world.now += world.below(20_000_000);
        if (world.below(3) > 0) {
          world.ask(job(world.below(4), world.below(3)), world.below(1 << 19));
        } else {
          world.oneLeaves();
        }
        hold(world);
      }
      while (!world.behind.isEmpty()) {
        world.oneLeaves();
      }
      assertEquals(Load.NONE, world.door.node(), "seed " + seed);
    }
  }

  private static void hold(World world) {
    var seen = "seed " + world.seed;
    var node = world.door.node();
    assertTrue(node.requests() <= world.limits.requests(), seen);
    assertTrue(node.bytes() <= world.limits.bytes(), seen);
    var counted = new HashMap<Claimant, Load>();
    world.behind.forEach(held ->
        counted.merge(
            held.who(),
            new Load(1, world.limits.counted(held.bytes())),
            (one, other) ->
                new Load(one.requests() + other.requests(), one.bytes() + other.bytes())));
    counted.forEach((who, load) -> assertEquals(load, world.door.of(who), seen));
    assertEquals(node.requests(), counted.values().stream().mapToLong(Load::requests).sum(), seen);
  }

  /** Whoever floods, whatever his requests hold: who has nothing under way finds a place. */
  @Test
  void aFloodLeavesRoomForWhoComesNext() {
    for (long seed = 1; seed <= 300; seed++) {
      var world = new World(seed);
      for (int step = 0; step < 2_000; step++) {
        world.now += world.below(1_000_000);
        world.ask(job(0, world.below(20)), world.below(1 << 10));
        if (world.below(8) == 0) {
          world.oneLeaves();
        }
      }
      if (world.limits.requests() < 8 || world.limits.bytes() < (8 << 10)) {
        continue;
      }
      assertInstanceOf(
          Verdict.Admitted.class, world.ask(job(1, 0), world.below(1 << 10)), "seed " + seed);
    }
  }

  /** Jobs that ask for less than their share have all of it, while others ask without end. */
  @Test
  void whoStaysBelowItsShareIsNeverRefused() {
    for (long seed = 1; seed <= 100; seed++) {
      var world = new World(seed);
      var limits = Limits.ofAnswers(64 + world.below(512), 1L << 40);
      var door = new Admissions(limits, new FairShares());
      var flood = new ArrayDeque<Claimant>();
      var quiet = new ArrayDeque<Claimant>();
      var refused = new HashMap<String, Integer>();
      // However many jobs the other tenant has, an eighth is not for them.
      var modest = limits.requests() / 8;
      for (int step = 0; step < 5_000; step++) {
        world.now += 100_000;
        var greedy = job(0, world.below(3));
        if (door.enter(greedy, 1, PATIENT, world.now) instanceof Verdict.Admitted) {
          flood.add(greedy);
        }
        if (quiet.size() < modest) {
          var verdict = door.enter(job(1, 0), 1, PATIENT, world.now);
          if (verdict instanceof Verdict.Refused(var why, var _)) {
            refused.merge(why.name(), 1, Integer::sum);
          } else {
            quiet.add(job(1, 0));
          }
        }
        if (world.below(2) == 0 && !flood.isEmpty()) {
          door.leave(flood.remove(), 1, true, world.now);
        }
        if (world.below(2) == 0 && !quiet.isEmpty()) {
          door.leave(quiet.remove(), 1, true, world.now);
        }
      }
      assertEquals(Map.of(), refused, "seed " + seed);
    }
  }
}
