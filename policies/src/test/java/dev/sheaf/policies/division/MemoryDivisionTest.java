package dev.sheaf.policies.division;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.division.JobProfile.Interval;
import dev.sheaf.policies.division.MemoryDivision.Reader;
import dev.sheaf.policies.division.MemoryDivision.Wish;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is measured of jobs, and what becomes of it. */
final class MemoryDivisionTest {
  private static final long REST = 10;
  private static final long PATIENCE = 6;
  private static final long CAPACITY = 1000;

  /** Waits 90 of 100 ns a byte when nothing is kept. */
  private static final JobProfile WAITS =
      JobProfile.UNKNOWN.after(new Interval(90_000, 100_000, 1000, 10, 10), 0);

  private static final JobProfile COMPUTES =
      JobProfile.UNKNOWN.after(new Interval(1_000, 100_000, 1000, 10, 10), 0);

  private final MemoryDivision division = new MemoryDivision(new WaterFilling(), REST, PATIENCE);

  @Test
  void aJobThatNeverWaitsGainsNothing() {
    assertEquals(0, COMPUTES.waitShare());
    assertEquals(0, COMPUTES.benefit("c", 1).benefit());
    assertEquals(0.9, WAITS.waitShare(), 1e-9);
    assertEquals(0.9, WAITS.benefit("w", 1).timeSpared(), 1e-6);
  }

  /** Half is kept and half is waited for: 45 ns a byte are 90 if nothing were. */
  @Test
  void waitingIsMeasuredAgainstWhatIsNotKept() {
    var half = JobProfile.UNKNOWN.after(new Interval(45_000, 55_000, 1000, 10, 5), 0.5);
    assertEquals(0.9, half.waitShare(), 1e-9);
    var filling = JobProfile.UNKNOWN.after(new Interval(90_000, 100_000, 1000, 10, 10), 0.5);
    assertEquals(0.9, filling.waitShare(), 1e-9, "the cache is not full yet");
    var shared = JobProfile.UNKNOWN.after(new Interval(15_000, 25_000, 1000, 12, 2), 0.5);
    assertEquals(0.75, shared.waitShare(), 1e-9, "others read a part for it: 30 ns, not 90");
  }

  @Test
  void whereAllIsKeptNothingIsLearnedAboutWaiting() {
    var kept = WAITS;
    for (int i = 0; i < 50; i++) {
      kept = kept.after(new Interval(0, 10_000, 1000, 10, 0), 1);
    }
    assertEquals(0.9, kept.waitShare(), 1e-6);
    assertEquals(WAITS, WAITS.after(Interval.NONE, 0.5));
  }

  @Test
  void theWaitingJobGetsTheMemoryAndTheOtherGetsItBackWhenItEnds() {
    share(division, wish("still", reader("c", COMPUTES)), CAPACITY, 0);
    assertEquals(960, share(division, wish("busy", reader("w", WAITS)), CAPACITY, 0));
    assertEquals(40, share(division, wish("still", reader("c", COMPUTES)), CAPACITY, 1));
    share(division, wish("busy"), CAPACITY, 2);
    assertEquals(CAPACITY, share(division, wish("still", reader("c", COMPUTES)), CAPACITY, 2));
    assertEquals(0, share(division, wish("busy"), CAPACITY, 3));
  }

  @Test
  void whoIsSilentIsNotCounted() {
    share(division, wish("busy", reader("w", WAITS)), CAPACITY, 0);
    share(division, wish("still", reader("c", COMPUTES)), CAPACITY, 0);
    assertEquals(
        CAPACITY, share(division, wish("still", reader("c", COMPUTES)), CAPACITY, PATIENCE + 1));
  }

  @Test
  void aJobThatIsNotMeasuredYetIsTakenToGain() {
    share(division, wish("still", reader("c", COMPUTES)), CAPACITY, 0);
    var fresh = share(division, wish("fresh", reader("f", JobProfile.UNKNOWN)), CAPACITY, 0);
    assertTrue(fresh >= CAPACITY / 2, "has " + fresh);
  }

  @Test
  void theCacheMayChangeItsSize() {
    assertEquals(CAPACITY, share(division, wish("busy", reader("w", WAITS)), CAPACITY, 0));
    assertEquals(500, share(division, wish("busy", reader("w", WAITS)), 500, 1));
  }

  /** Two jobs that gain the same but for 10 % of scatter in each measure. */
  @Test
  void sharesDoNotFlapWithWhatScatters() {
    for (int seed = 0; seed < 20; seed++) {
      var here = new MemoryDivision(new WaterFilling(), REST, PATIENCE);
      var profiles = new JobProfile[] {JobProfile.UNKNOWN, JobProfile.UNKNOWN};
      var last = -1L;
      var moves = 0;
      for (int round = 0; round < 500; round++) {
        var share = 0L;
        for (int i = 0; i < 2; i++) {
          var stall = 81_000 + Draw.below(Draw.draw(seed, round, i), 18_000);
          profiles[i] = profiles[i].after(new Interval(stall, stall + 10_000, 1000, 10, 10), 0);
          share = share(here, wish("d" + i, reader("j" + i, profiles[i])), CAPACITY, round);
        }
        moves += share == last ? 0 : 1;
        last = share;
      }
      assertTrue(moves <= 5, "seed %d: moved %d times".formatted(seed, moves));
    }
  }

  /** A job that begins to compute all the time loses what it has, after a while. */
  @Test
  void whatChangesForGoodIsFollowed() {
    share(division, wish("a", reader("a", WAITS)), CAPACITY, 0);
    assertTrue(share(division, wish("b", reader("b", COMPUTES)), CAPACITY, 0) < 100);
    var a = WAITS;
    var b = COMPUTES;
    var share = 0L;
    for (int round = 1; round < 60; round++) {
      a = a.after(new Interval(0, 100_000, 1000, 10, 5), 0.5);
      b = b.after(new Interval(90_000, 100_000, 1000, 10, 10), 0);
      share(division, wish("a", reader("a", a)), CAPACITY, round);
      share = share(division, wish("b", reader("b", b)), CAPACITY, round);
    }
    assertTrue(share > 900, "b has " + share);
  }

  private static long share(MemoryDivision division, Wish wish, long capacity, long now) {
    division.note(wish, now);
    return division.shares(capacity, now).getOrDefault(wish.dataset(), 0L);
  }

  private static Reader reader(String job, JobProfile profile) {
    return new Reader(job, 1, profile);
  }

  private static Wish wish(String dataset, Reader... readers) {
    return new Wish(dataset, 2000, 10, Stream.of(readers).toList());
  }
}
