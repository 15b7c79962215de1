package dev.sheaf.policies.substitution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.substitution.WithinUnread.Pinned;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SubstitutionProperties {
  private static final List<Substitution> EXACT =
      List.of(
          new Never(),
          new WithinUnread(Pinned.AFTER_WINDOW),
          new WithinUnread(Pinned.BEFORE_ORIGIN),
          new WithinUnread(Pinned.WHEN_ASKED),
          new Probing(1),
          new Probing(Probing.PUBLISHED_FACTOR));

  @Test
  void everySampleIsReadOnceAnEpochWhateverComesAndGoes() {
    for (var substitution : EXACT) {
      for (long seed = 0; seed < 60; seed++) {
        var random = new Random(seed);
        var samples = 1 + random.nextInt(120);
        var unread = new UnreadSamples(samples, seed);
        for (int epoch = 0; epoch < 3; epoch++) {
          var times = epoch(unread, substitution, random);
          assertTrue(
              Arrays.stream(times).allMatch(count -> count == 1),
              substitution.name() + " seed " + seed);
        }
      }
    }
  }

  private static int[] epoch(UnreadSamples unread, Substitution substitution, Random random) {
    unread.beginEpoch();
    var times = new int[unread.samples()];
    while (unread.left() > 0) {
      for (int change = random.nextInt(20); change > 0; change--) {
        var id = random.nextInt(unread.samples());
        if (random.nextBoolean()) {
          unread.evicted(id);
        } else if (!unread.isAtHand(id)) {
          unread.arrived(id, id % 3 == 0);
        }
      }
      var left = unread.left();
      var size = 1 + random.nextInt(16);
      var ids = substitution.batch(unread, size);
      assertEquals(Math.min(size, left), ids.length, substitution.name());
      for (var id : ids) {
        times[id]++;
      }
    }
    return times;
  }

  @Test
  void aSampleThatWasReplacedIsStillOwed() {
    var unread = given(100, id -> id >= 50);
    var asked = unread.next(10);
    var ids = new WithinUnread(Pinned.AFTER_WINDOW).batch(unread, 10);
    assertTrue(Arrays.stream(ids).allMatch(id -> id >= 50));
    var replaced = Arrays.stream(asked).filter(id -> id < 50).toArray();
    assertTrue(replaced.length > 0);
    assertTrue(Arrays.stream(replaced).allMatch(unread::isUnread));
    assertEquals(90, unread.left());
  }

  @Test
  void nothingIsReadFromTheOriginWhileAnythingUnreadIsHeld() {
    var unread = given(100, id -> id < 37);
    var substitution = new WithinUnread(Pinned.AFTER_WINDOW);
    var ids =
        IntStream.range(0, 10)
            .flatMap(batch -> Arrays.stream(substitution.batch(unread, 10)))
            .toArray();
    assertTrue(Arrays.stream(ids, 0, 37).allMatch(id -> id < 37));
    assertTrue(Arrays.stream(ids, 37, 100).allMatch(id -> id >= 37));
  }

  @Test
  void pinnedSamplesAreSparedUntilAskedForOrSpentBeforeTheOrigin() {
    for (var pinned : Pinned.values()) {
      var unread = new UnreadSamples(1000, 3);
      unread.beginEpoch();
      IntStream.range(0, 200).forEach(id -> unread.arrived(id, true));
      var spent =
          Arrays.stream(new WithinUnread(pinned).batch(unread, 200)).filter(id -> id < 200).count();
      if (pinned == Pinned.WHEN_ASKED) {
        assertTrue(spent < 70, pinned + " spent " + spent);
      } else {
        assertEquals(200, spent, pinned.toString());
      }
    }
  }

  @Test
  void probingFindsOnlyWhatIsAmongTheFirst() {
    var unread = given(100, id -> true);
    var ahead = unread.next(100);
    Arrays.stream(ahead, 0, 30).forEach(unread::evicted);
    var ids = new Probing(3).batch(unread, 10);
    assertArrayEquals(Arrays.copyOf(ahead, 10), ids, "misses of the probed in their order");
    var next = new Probing(3).batch(unread, 10);
    assertArrayEquals(
        Arrays.copyOfRange(ahead, 30, 40), next, "what was probed in vain stays, hits come first");
    assertTrue(unread.isUnread(ahead[10]));
  }

  @Test
  void markingWhatWasAskedForLosesSamplesAndRepeatsOthers() {
    var unread = given(1000, id -> id < 200);
    var times = new int[1000];
    while (unread.left() > 0) {
      for (var id : new UnreadMarkedAsAsked().batch(unread, 20)) {
        times[id]++;
      }
    }
    assertTrue(Arrays.stream(times).filter(count -> count == 0).count() > 600);
    assertTrue(Arrays.stream(times).max().orElseThrow() > 3);
  }

  @Test
  void aSampleCannotBeReadTwiceNorAnEpochBeginEarly() {
    var unread = given(3, id -> false);
    unread.read(1);
    assertThrows(IllegalStateException.class, () -> unread.read(1));
    assertThrows(IllegalStateException.class, unread::beginEpoch);
  }

  @Test
  void whatIsReadIsNotAtHandAgainWhenItComesBack() {
    var unread = given(3, id -> true);
    unread.read(1);
    unread.evicted(1);
    unread.arrived(1, false);
    assertFalse(unread.isAtHand(1));
  }

  private static UnreadSamples given(int samples, IntPredicate held) {
    var unread = new UnreadSamples(samples, 7);
    unread.beginEpoch();
    IntStream.range(0, samples).filter(held).forEach(id -> unread.arrived(id, false));
    return unread;
  }
}
