package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.TunerBook.Command;
import dev.sheaf.policies.books.TunerBook.Counters;
import dev.sheaf.policies.books.TunerBook.Effect;
import dev.sheaf.policies.prefetch.Caps;
import org.junit.jupiter.api.Test;

/** A node's consumers in virtual time: each second they step, and wait for a part of it. */
final class TunerBookTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MIB = 1 << 20;
  private static final int MOST_READERS = 64;

  private final TunerBook book =
      new TunerBook(new Caps(MOST_READERS, 16 * MIB, 64 * MIB, 256 * MIB), 4);
  private Counters total = new Counters(0, 0, 0, 0, TunerBook.UNKNOWN);
  private long now;
  private int paceMib = 50;

  private void second(double waitShare, int failures) {
    count((long) (waitShare * SECOND), SECOND, failures, TunerBook.UNKNOWN);
  }

  private void count(long stall, long step, int failures, int ready) {
    total =
        new Counters(
            total.stallNanos() + stall,
            total.stepNanos() + step,
            total.consumedBytes() + paceMib * MIB,
            total.originFailures() + failures,
            ready);
    now += SECOND;
    book.decide(new Command.Count(total), now).events().forEach(book::apply);
  }

  private int readers() {
    return ((Effect.ReadWith) book.wake(now).getFirst()).readers();
  }

  private long bufferBytes() {
    return ((Effect.LookAhead) book.wake(now).getLast()).bytes();
  }

  /** The share of a second that is waited when that many readers are needed. */
  private double waitWith(int needed) {
    return readers() >= needed ? 0 : 1 - (double) readers() / needed;
  }

  @Test
  void itBeginsWithWhatIsInUse() {
    assertEquals(4, readers());
    assertEquals(16 * MIB, bufferBytes());
  }

  @Test
  void itFindsEnoughReadersWithinAMinuteAndKeepsThem() {
    for (int i = 0; i < 60; i++) {
      second(waitWith(20), 0);
    }
    assertEquals(20, readers());
    for (int i = 0; i < 600; i++) {
      second(waitWith(20), 0);
      assertTrue(readers() >= 19 && readers() <= 21, readers() + " readers");
    }
  }

  @Test
  void itArmsAgainWhenMoreIsNeededAndGivesBackWhenLessIs() {
    for (int i = 0; i < 120; i++) {
      second(waitWith(10), 0);
    }
    for (int i = 0; i < 60; i++) {
      second(waitWith(20), 0);
    }
    assertTrue(readers() >= 20, readers() + " readers");
    paceMib = 12;
    for (int i = 0; i < 600; i++) {
      second(waitWith(5), 0);
    }
    assertTrue(readers() < 20, readers() + " readers");
  }

  @Test
  void anOriginThatRefusesIsAskedByHalfAsMany() {
    for (int i = 0; i < 40; i++) {
      second(0.5, 0);
    }
    var before = readers();
    second(0.5, 3);
    assertEquals(before / 2, readers());
  }

  @Test
  void aBufferThatIsFullAndStillNotEnoughGrowsUpToItsCap() {
    for (int i = 0; i < 60; i++) {
      count(SECOND / 2, SECOND, 0, 90);
      assertTrue(bufferBytes() <= 64 * MIB);
    }
    assertEquals(64 * MIB, bufferBytes());
    assertEquals(4, readers());
  }

  @Test
  void itNeverReadsWithMoreThanTheCap() {
    for (int i = 0; i < 200; i++) {
      second(0.9, 0);
      assertTrue(readers() <= MOST_READERS);
    }
    assertEquals(MOST_READERS, readers());
  }

  @Test
  void anIdleSecondIsNotJudged() {
    for (int i = 0; i < 30; i++) {
      second(0.5, 0);
    }
    var before = readers();
    for (int i = 0; i < 600; i++) {
      count(0, 0, 0, TunerBook.UNKNOWN);
    }
    assertEquals(before, readers());
  }
}
