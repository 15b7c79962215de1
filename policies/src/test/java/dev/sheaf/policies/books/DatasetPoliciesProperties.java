package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Effect;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.ExpectedHits;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What each policy promises, on 400 packages that jobs open one by one and have three of open; a
 * load is an opening of what is not held, or a load of the book's own.
 */
final class DatasetPoliciesProperties {
  private static final int PACKAGES = 400;
  private static final long PACKAGE_BYTES = 64L << 10;
  private static final int OPEN = 3;
  private static final double SHARE = .4;
  private static final int HELD = (int) (SHARE * PACKAGES);

  @Test
  void underEveryPolicyEveryJobOpensEveryPackageOnceAnEpochAndTheCapacityHolds() {
    for (var policy : Residency.NAMES) {
      for (long seed = 0; seed < 4; seed++) {
        var trial = new Trial(policy, seed, 1 + (int) seed, seed % 2 == 0 ? 0 : 50);
        trial.turns(2 * PACKAGES);
        assertTrue(trial.mostHeld <= HELD, policy + " held " + trial.mostHeld + ", seed " + seed);
      }
    }
  }

  @Test
  void aPolicyMayBeChangedWhileJobsRead() {
    for (long seed = 0; seed < 4; seed++) {
      var trial = new Trial("lru", seed, 2, 20);
      for (int change = 0; change < 24; change++) {
        trial.turns(40);
        var next = Residency.NAMES.get((int) Draw.below(Draw.draw(seed, change), 6));
        trial.tell(new Command.Keep(next));
        assertEquals(next, trial.book.summary().policy());
      }
      assertTrue(trial.mostHeld <= HELD, "held " + trial.mostHeld + ", seed " + seed);
    }
  }

  @Test
  void leastRecentlyUsedReadsWhatItsClosedFormSays() {
    assertReads("lru", 1, 1 - ExpectedHits.leastRecentlyRead(SHARE), .02);
  }

  @Test
  void fillAndKeepReadsForEachJobWhatIsNotPinned() {
    assertReads("fill-and-keep", 1, 1 - SHARE, .02);
    assertReads("fill-and-keep", 3, 1 - SHARE, .03);
  }

  @Test
  void fillAndKeepNeverGivesUpWhatItPinned() {
    var trial = new Trial("fill-and-keep", 5, 2, 0);
    trial.turns(PACKAGES);
    var pinned = trial.pinned();
    assertTrue(pinned.size() > HELD * .9, pinned.size() + " pinned");
    trial.released.clear();
    trial.turns(PACKAGES);
    pinned.retainAll(trial.released);
    assertEquals(Set.of(), pinned);
  }

  @Test
  void blocksAreReadOnceForAllJobs() {
    assertReads("quiver", 2, .49, .02);
    assertReads("quiver", 4, .24, .01);
  }

  @Test
  void jobsOfBlocksOpenOfTwoBlocksOnly() {
    var trial = new Trial("quiver", 3, 1, 0);
    trial.turns(PACKAGES / 4);
    trial
        .readers
        .getFirst()
        .seen
        .forEach(each ->
            assertTrue(trial.placeOf(each) < HELD, "package " + each + " is of a later block"));
  }

  @Test
  void whatIsCountedIsReadOnceForAllJobs() {
    assertReads("ods", 1, 1 - SHARE, .02);
    assertReads("ods", 2, .5, .02);
    assertReads("ods", 4, .25, .01);
  }

  @Test
  void whatAllJobsHaveReadGoesAndAnotherIsLoadedForIt() {
    var trial = new Trial("ods", 7, 2, 0);
    trial.turns(PACKAGES / 2);
    assertFalse(trial.released.isEmpty());
    assertTrue(trial.ownLoads > 0, "nothing was loaded in the background");
    for (int each : trial.released) {
      var unread = trial.readers.stream().filter(reader -> !reader.seen.contains(each)).count();
      assertEquals(0, unread, "package " + each + " was given up, but is needed");
    }
  }

  @Test
  void theMostImportantPackagesArePinned() {
    var trial = new Trial("icache", 9, 2, 0);
    trial.turns(PACKAGES);
    var important = IntStream.range(0, HELD).map(i -> PACKAGES - 1 - i).boxed().toList();
    trial.tell(new Command.Rank(important));
    trial.turns(PACKAGES);
    var pinned = trial.pinned();
    assertTrue(pinned.size() > HELD * .85, pinned.size() + " pinned");
    assertTrue(important.containsAll(pinned), "only the important are pinned");
    assertTrue(pinned.contains(PACKAGES - 1), "the most important first");
    assertTrue(trial.mostHeld <= HELD, "held " + trial.mostHeld);
  }

  @Test
  void whatIsOpenedIsLoadedAtOnceUnlessNothingIsToBeLookedAhead() {
    var trial = new Trial("pinned", 2, 1, 0);
    var reader = trial.readers.getFirst();
    trial.turns(10);
    assertEquals(List.of("job0"), trial.loadedFor.stream().distinct().toList());
    trial.loadedFor.clear();
    trial.tell(new Command.LookAhead(0));
    trial.turns(10);
    assertEquals(List.of(), trial.loadedFor);
    assertEquals(20, reader.seen.size());
  }

  @Test
  void jobsTogetherLookAheadASmallPartOfTheCapacityAndNotMoreThanTheyAreTold() {
    var trial = new Trial("pinned", 2, 2, 0);
    assertEquals(HELD * PACKAGE_BYTES / 128 / 2, trial.book.lookAheadBytes());
    trial.tell(new Command.Leave("job1"));
    assertEquals(HELD * PACKAGE_BYTES / 128, trial.book.lookAheadBytes());
    trial.tell(new Command.Capacity(1L << 40));
    assertEquals(64L << 20, trial.book.lookAheadBytes());
    trial.tell(new Command.LookAhead(1 << 20));
    assertEquals(1 << 20, trial.book.lookAheadBytes());
    trial.tell(new Command.LookAhead(-1));
    assertEquals(64L << 20, trial.book.lookAheadBytes());
  }

  @Test
  void anUnknownPolicyIsRefusedAndTheNearestNamed() {
    var refused = assertThrows(IllegalArgumentException.class, () -> Residency.named("quivr"));
    assertTrue(refused.getMessage().endsWith("but was quivr: did you mean quiver?"));
    Residency.NAMES.forEach(name -> assertEquals(name, Residency.named(name).name()));
  }

  private static void assertReads(String policy, int jobs, double expected, double tolerance) {
    var sum = 0.0;
    for (long seed = 0; seed < 3; seed++) {
      var trial = new Trial(policy, seed, jobs, 0);
      trial.turns(PACKAGES);
      var before = trial.loads();
      trial.turns(3 * PACKAGES);
      sum += (double) (trial.loads() - before) / (3 * PACKAGES * jobs);
    }
    System.out.printf("%s J=%d: %.3f, expected %.3f%n", policy, jobs, sum / 3, expected);
    assertEquals(expected, sum / 3, tolerance, policy + " J=" + jobs + ", seeds 0..2");
  }

  /** Jobs take turns; in a turn a job finishes its eldest open package and opens another. */
  private static final class Trial {
    private final DatasetBook book;
    private final SeededOrder order;
    private final List<Reader> readers = new ArrayList<>();
    private final Set<Integer> held = new TreeSet<>();
    private final List<Integer> released = new ArrayList<>();
    private final List<String> loadedFor = new ArrayList<>();
    private final long seed;
    private final int lag;
    private int turn;
    private int mostHeld;
    private long misses;
    private long ownLoads;

    Trial(String policy, long seed, int jobs, int lag) {
      var counts = new int[PACKAGES];
      var sizes = new long[PACKAGES];
      Arrays.fill(counts, 40);
      Arrays.fill(sizes, PACKAGE_BYTES);
      var table = PackageTable.of(counts, sizes);
      this.book = new DatasetBook(table, Residency.named(policy), seed, Long.MAX_VALUE / 4);
      this.order = new SeededOrder(PACKAGES, seed);
      this.seed = seed;
      this.lag = lag;
      tell(new Command.Capacity(HELD * PACKAGE_BYTES));
      for (int j = 0; j < jobs; j++) {
        readers.add(new Reader("job" + j));
      }
    }

    long loads() {
      return misses + ownLoads;
    }

    int placeOf(int index) {
      return order.placeOf(index);
    }

    Set<Integer> pinned() {
      var pinned = new HashSet<Integer>();
      for (var effect : book.wake(0)) {
        if (effect instanceof Effect.Hold(int index, boolean pin) && pin) {
          pinned.add(index);
        }
      }
      return pinned;
    }

    /** Every job opens about so many packages; those that lag leave out a part of them. */
    void turns(int count) {
      for (int end = turn + count; turn < end; turn++) {
        for (int r = 0; r < readers.size(); r++) {
          if (r == 0 || Draw.below(Draw.draw(seed, turn, r), 100) >= lag) {
            readers.get(r).turn();
          }
        }
      }
    }

    Reply tell(Command command) {
      var decision = book.decide(command, turn);
      decision.events().forEach(book::apply);
      for (var effect : decision.effects()) {
        switch (effect) {
          case Effect.Hold(int index, boolean pinned) -> held.add(index);
          case Effect.Load(int index, boolean pinned, String job, int epoch) -> {
            held.add(index);
            loadedFor.add(job);
            ownLoads += command instanceof Command.Finished ? 1 : 0;
          }
          case Effect.Release(int index) -> {
            held.remove(index);
            released.add(index);
          }
        }
      }
      assertEquals(held.size(), book.summary().held());
      mostHeld = Math.max(mostHeld, held.size());
      return decision.reply();
    }

    private final class Reader {
      private final String name;
      private final List<Integer> open = new ArrayList<>();
      private final Set<Integer> seen = new HashSet<>();
      private int epoch;
      private long sequence;

      Reader(String name) {
        this.name = name;
        tell(new Command.Join(name, 0, List.of(), List.of(), ++sequence));
      }

      void turn() {
        if (open.size() == OPEN || seen.size() == PACKAGES) {
          var done = List.of(open.removeFirst());
          tell(new Command.Finished(name, epoch, done, ++sequence));
        }
        if (seen.size() == PACKAGES && open.isEmpty()) {
          seen.clear();
          epoch++;
        }
        if (seen.size() < PACKAGES) {
          open();
        }
      }

      private void open() {
        var before = Set.copyOf(held);
        var reply = tell(new Command.Choose(name, epoch, 1, ++sequence));
        var offered = ((Reply.Offered) reply).packages();
        assertEquals(1, offered.size(), "seed " + seed + ": something is left");
        var index = offered.getFirst();
        assertTrue(seen.add(index), "seed " + seed + ": " + index + " was offered twice");
        open.add(index);
        misses += before.contains(index) ? 0 : 1;
      }
    }
  }
}
