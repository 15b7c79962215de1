package dev.sheaf.policies.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.eviction.LeastRecentlyReadCache;
import dev.sheaf.policies.sharing.NeededSamples.Release;
import dev.sheaf.policies.substitution.Substitution;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.policies.substitution.WithinUnread;
import dev.sheaf.policies.substitution.WithinUnread.Pinned;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SharedResidencyProperties {
  private static final int SAMPLES = 90;
  private static final int CAPACITY = 24;

  private static SharedResidency residency(int kind, long seed) {
    return switch (kind) {
      case 0 -> needed(0, Release.AT_ONCE, seed);
      case 1 -> needed(0.5, Release.WHEN_SPACE_IS_NEEDED, seed);
      case 2 -> new CountedUses(new CountedUses.Shape(SAMPLES, CAPACITY, 3, true), seed);
      case 3 -> new CountedUses(new CountedUses.Shape(SAMPLES, CAPACITY, 2, false), seed);
      case 4 ->
          new ItemsOfOneCache(
              SAMPLES, departures -> new LeastRecentlyReadCache(SAMPLES, CAPACITY, departures));
      default -> new LiveBlocks(new LiveBlocks.Shape(SAMPLES, CAPACITY, 4), seed);
    };
  }

  private static NeededSamples needed(double pinnedShare, Release release, long seed) {
    return new NeededSamples(
        new NeededSamples.Shape(SAMPLES, CAPACITY, pinnedShare, 4, release), seed);
  }

  @Test
  void whatAJobHasAtHandIsWhatIsHeldAndUnread() {
    for (int kind = 0; kind < 5; kind++) {
      for (long seed = 0; seed < 20; seed++) {
        var residency = residency(kind, seed);
        var what = residency.getClass().getSimpleName() + " seed " + seed;
        play(
            residency,
            seed,
            active -> {
              assertTrue(residency.held() <= CAPACITY, what);
              for (var job : active) {
                for (int id = 0; id < SAMPLES; id++) {
                  assertEquals(residency.holds(id) && job.isUnread(id), job.isAtHand(id), what);
                }
              }
            });
      }
    }
  }

  @Test
  void needIsHowManyActiveJobsHaveNotReadASample() {
    for (long seed = 0; seed < 40; seed++) {
      var residency = needed(0, Release.AT_ONCE, seed);
      var what = "seed " + seed;
      play(
          residency,
          seed,
          active -> {
            for (int id = 0; id < SAMPLES; id++) {
              var sample = id;
              var needs = active.stream().filter(job -> job.isUnread(sample)).count();
              if (residency.holds(id)) {
                assertEquals(needs, residency.needs(id), what);
                assertTrue(needs > 0, what);
              }
            }
          });
    }
  }

  @Test
  void blocksNeverHoldMoreThanTheCapacityAndNoJobWaitsForEver() {
    for (long seed = 0; seed < 40; seed++) {
      var residency = residency(5, seed);
      play(residency, seed, active -> assertTrue(residency.held() <= CAPACITY));
    }
  }

  /** Up to four jobs join late, step by chance, roll over and leave; every one ends its epochs. */
  private static void play(
      SharedResidency residency, long seed, Consumer<List<UnreadSamples>> check) {
    var random = new Random(seed);
    var substitution =
        residency instanceof Substitution own
            ? own
            : new WithinUnread(random.nextBoolean() ? Pinned.AFTER_WINDOW : Pinned.WHEN_ASKED);
    var active = new ArrayList<UnreadSamples>();
    var joined = 0;
    for (int step = 0; joined < 4 || !active.isEmpty(); step++) {
      assertTrue(step < 20_000, "a job waits for ever, seed " + seed);
      if (joined < 4 && random.nextInt(12) == 0) {
        var job = new UnreadSamples(SAMPLES, seed * 10 + joined++);
        job.beginEpoch();
        residency.begins(job);
        active.add(job);
      }
      if (active.isEmpty()) {
        continue;
      }
      var job = active.get(random.nextInt(active.size()));
      for (var id : substitution.batch(job, 1 + random.nextInt(9))) {
        residency.read(job, id);
      }
      if (random.nextInt(400) == 0 || (job.left() == 0 && job.epoch() == 2)) {
        residency.leaves(job);
        active.remove(job);
      } else if (job.left() == 0) {
        job.beginEpoch();
        residency.begins(job);
      }
      check.accept(active);
    }
  }
}
