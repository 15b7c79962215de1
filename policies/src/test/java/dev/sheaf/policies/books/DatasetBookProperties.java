package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Jobs read a dataset of 256 packages through the book; a load is an opening of a package that is
 * not held. What is left out: samples inside packages, time, and the network.
 */
final class DatasetBookProperties {
  private static final int PACKAGES = 256;
  private static final long PACKAGE_BYTES = 64L << 10;
  private static final int OPEN = 4;
  private static final int EPOCHS = 5;

  @Test
  void oneJobReadsAllButItsPins() {
    assertReads("pinned", 1, .4, 0, .60, .62);
    assertReads("pinned", 1, .2, 0, .80, .82);
  }

  @Test
  void jobsInStepReadLittleMoreThanTheBound() {
    assertReads("pinned", 2, .4, 0, .29, .315);
    assertReads("pinned", 4, .2, 0, .19, .21);
  }

  @Test
  void staggeredJobsShareWhatTheLeaderOpened() {
    assertReads("pinned", 2, .4, .25, .29, .33);
    assertReads("pinned", 4, .4, .125, .14, .165);
  }

  @Test
  void jobsOfDifferentSpeedThatHaveMuchOpenStillShare() {
    var sum = 0.0;
    for (long seed = 0; seed < 3; seed++) {
      sum += new Trial(seed, 2, .4, 0, "pinned").open(15).slower(20).run();
    }
    System.out.printf("pinned J=2 c=0.4, one 20 %% slower, 6 %% open: %.3f%n", sum / 3);
    assertTrue(sum / 3 >= .29 && sum / 3 <= .42, sum / 3 + " of seeds 0..2");
  }

  @Test
  void leastRecentlyUsedIsFarFromTheBound() {
    assertReads("lru", 2, .4, .25, .55, 1);
  }

  @Test
  void everyJobIsOfferedEveryPackageOncePerEpochWhateverTheOthersDo() {
    for (long seed = 0; seed < 30; seed++) {
      var jobs = 1 + (int) Draw.below(Draw.draw(seed, 1), 5);
      var share = Draw.below(Draw.draw(seed, 2), 100) / 100.0;
      new Trial(seed, jobs, share, Draw.below(Draw.draw(seed, 3), 50) / 100.0, "pinned").run();
    }
  }

  @Test
  void aBookThatHasForgottenAJobAsksWhereItStands() {
    var book = book(1, "pinned");
    var asked = new DatasetProtocol.Command.Choose("j", 0, 4, 1);
    assertInstanceOf(DatasetProtocol.Reply.Unknown.class, book.decide(asked, 0).reply());
    run(book, new DatasetProtocol.Command.Join("j", 0, List.of(7L), List.of(1L), 2), 0);
    var offered = (DatasetProtocol.Reply.Offered) run(book, asked, 0);
    assertEquals(4, offered.packages().size());
    offered.packages().forEach(p -> assertTrue(p > 2, "package " + p + " was opened before"));
  }

  @Test
  void aJobThatIsSilentLosesItsClaimsAndItsPackagesAreLetGo() {
    var book = book(3, "pinned");
    run(book, new DatasetProtocol.Command.Capacity(20 * PACKAGE_BYTES), 0);
    run(book, new DatasetProtocol.Command.Join("j", 0, List.of(), List.of(), 1), 0);
    run(book, new DatasetProtocol.Command.Choose("j", 0, OPEN, 2), 0);
    assertEquals(1, book.summary().jobs());
    run(book, new DatasetProtocol.Command.Tick(), 2_000);
    assertEquals(0, book.summary().jobs());
  }

  private static void assertReads(
      String policy, int jobs, double share, double stagger, double least, double most) {
    var sum = 0.0;
    for (long seed = 0; seed < 3; seed++) {
      sum += new Trial(seed, jobs, share, stagger, policy).run();
    }
    System.out.printf(
        "%s J=%d c=%.1f stagger %.3f: %.3f reads per sample, bound %.3f%n",
        policy, jobs, share, stagger, sum / 3, OriginBound.steady(share, jobs));
    assertTrue(
        sum / 3 >= least - .01 && sum / 3 <= most,
        policy + " J=" + jobs + " c=" + share + ": " + sum / 3 + " of seeds 0..2");
  }

  private static DatasetBook book(long seed, String policy) {
    var counts = new int[PACKAGES];
    var sizes = new long[PACKAGES];
    Arrays.fill(counts, 40);
    Arrays.fill(sizes, PACKAGE_BYTES);
    return new DatasetBook(PackageTable.of(counts, sizes), Residency.named(policy), seed, 1_000);
  }

  private static DatasetProtocol.Reply run(
      DatasetBook book, DatasetProtocol.Command command, long now) {
    var decision = book.decide(command, now);
    decision.events().forEach(book::apply);
    return decision.reply();
  }

  /** Jobs take turns; in a turn a job finishes one open package, by chance, and opens the next. */
  private static final class Trial {
    private final long seed;
    private final double share;
    private final DatasetBook book;
    private final List<Reader> readers = new ArrayList<>();
    private long loads;
    private long openings;

    private int openCount = OPEN;
    private int slower;

    Trial(long seed, int jobs, double share, double stagger, String policy) {
      this.seed = seed;
      this.share = share;
      this.book = book(seed, policy);
      for (int j = 0; j < jobs; j++) {
        readers.add(new Reader("job" + j, (int) (j * stagger * PACKAGES)));
      }
    }

    Trial open(int packages) {
      openCount = packages;
      return this;
    }

    /** All jobs but the first one leave so many turns in a hundred out. */
    Trial slower(int percent) {
      slower = percent;
      return this;
    }

    double run() {
      DatasetBookProperties.run(
          book, new DatasetProtocol.Command.Capacity((long) (share * PACKAGES * PACKAGE_BYTES)), 0);
      for (int turn = 0; turn < EPOCHS * PACKAGES; turn++) {
        for (var reader : readers) {
          if (turn >= reader.begin && reader.takesPart(turn)) {
            reader.turn(turn);
          }
        }
        if (turn % 16 == 0) {
          DatasetBookProperties.run(book, new DatasetProtocol.Command.Tick(), turn);
        }
      }
      return (double) loads / openings;
    }

    private final class Reader {
      private final String name;
      private final int begin;
      private final List<Integer> open = new ArrayList<>();
      private final Set<Integer> seen = new HashSet<>();
      private int epoch;
      private long sequence;

      Reader(String name, int begin) {
        this.name = name;
        this.begin = begin;
        DatasetBookProperties.run(
            book, new DatasetProtocol.Command.Join(name, 0, List.of(), List.of(), ++sequence), 0);
      }

      boolean takesPart(int turn) {
        var chance = Draw.below(Draw.draw(seed, 99, turn, name.hashCode()), 100);
        return name.equals("job0") || chance >= slower;
      }

      void turn(int turn) {
        if (open.isEmpty()) {
          open(turn, openCount);
        }
        int at = (int) Draw.below(Draw.draw(seed, turn, name.hashCode()), open.size());
        int done = open.get(at);
        open.subList(at, at + 1).clear();
        DatasetBookProperties.run(
            book,
            new DatasetProtocol.Command.Finished(name, epoch, List.of(done), ++sequence),
            turn);
        open(turn, 1);
        if (open.isEmpty()) {
          assertEquals(PACKAGES, seen.size(), "seed " + seed + " " + name);
          seen.clear();
          epoch++;
        }
      }

      private void open(int turn, int count) {
        var before = new HashSet<Integer>();
        book.wake(turn).forEach(e -> before.add(((DatasetProtocol.Effect.Hold) e).index()));
        var offered =
            (DatasetProtocol.Reply.Offered)
                DatasetBookProperties.run(
                    book, new DatasetProtocol.Command.Choose(name, epoch, count, ++sequence), turn);
        for (int p : offered.packages()) {
          assertTrue(seen.add(p), "seed " + seed + " " + name + " was offered " + p + " twice");
          open.add(p);
          if (turn >= PACKAGES + begin) {
            openings++;
            loads += before.contains(p) ? 0 : 1;
          }
        }
      }
    }
  }
}
