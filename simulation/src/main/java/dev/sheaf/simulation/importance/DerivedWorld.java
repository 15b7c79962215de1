package dev.sheaf.simulation.importance;

import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Effect;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.policies.books.RankingBook;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.PinnedBySeed;
import dev.sheaf.policies.importance.AggregatedRanks;
import dev.sheaf.policies.importance.AggregatedRanks.JobLosses;
import dev.sheaf.policies.importance.Benefit;
import dev.sheaf.policies.importance.HighSamples;
import dev.sheaf.simulation.importance.DerivedEpochs.Shape;
import dev.sheaf.simulation.importance.DerivedEpochs.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dataset in a cache with derived packages, and the jobs that read it. */
final class DerivedWorld {
  /** How much of their room a ranking fills, as in the live system. */
  static final double FILLED = 0.8;

  private static final long SAMPLE_BYTES = 16L << 10;
  private static final long LEASE_NANOS = Long.MAX_VALUE;

  private final Shape shape;
  private final long seed;
  private final PackageTable table;
  private final DatasetBook book;
  private final RankingBook ranking = new RankingBook();
  private final List<DerivedJob> jobs = new ArrayList<>();
  private final BitSet held = new BitSet();
  private final BitSet resident = new BitSet();
  private final DerivedHoldings derived;
  private final long capacityBytes;

  DerivedWorld(Shape shape, long seed) {
    this.shape = shape;
    this.seed = seed;
    var counts = new int[shape.packages()];
    var sizes = new long[shape.packages()];
    Arrays.fill(counts, shape.perPackage());
    Arrays.fill(sizes, shape.perPackage() * SAMPLE_BYTES);
    this.table = PackageTable.of(counts, sizes);
    this.capacityBytes = (long) (table.totalBytes() * shape.cacheFraction());
    this.book = new DatasetBook(table, new PinnedBySeed(), seed, LEASE_NANOS);
    this.derived = new DerivedHoldings(table, SAMPLE_BYTES, roomBytes());
    tell(new Command.Capacity(capacityBytes));
    for (int number = 0; number < shape.jobs(); number++) {
      var job = new DerivedJob(shape, table, number, seed);
      jobs.add(job);
      tell(new Command.Join(job.name(), 0, List.of(), List.of(), job.sequence()));
    }
  }

  private long roomBytes() {
    return (long) (capacityBytes * shape.derivedShare());
  }

  /** All jobs read an epoch in step. */
  Tally epoch(int epoch) {
    var tally = new Tally();
    tally.epochs = 1;
    for (var job : jobs) {
      job.begin(epoch, derived.atHand());
      if (!job.passed().isEmpty()) {
        tell(new Command.Pass(job.name(), epoch, job.passed(), job.sequence()));
      }
      if (epoch > 0) {
        rank(new RankingBook.Command.Told(job.name(), epoch, Benefit.UNMEASURED));
      }
    }
    for (var busy = true; busy; ) {
      busy = false;
      for (var job : jobs) {
        busy |= turn(job, epoch, tally);
      }
    }
    jobs.forEach(job -> {
      finish(job, epoch, 0);
      tally.delivered += job.end(epoch);
      tally.repeated += job.repeated();
    });
    return tally;
  }

  /** The job opens the next package; false when it has no more to open. */
  private boolean turn(DerivedJob job, int epoch, Tally tally) {
    var near = job.nextNear();
    if (near != DerivedJob.NONE) {
      tally.near++;
      tally.opened++;
      if (!resident.get(near) && !derived.has(near, job.selectedOf(near))) {
        read(near, tally);
        tally.nearReads += table.count(near);
      }
      job.take(near);
      return true;
    }
    var reply = tell(new Command.Choose(job.name(), epoch, 1, job.sequence()));
    if (!(reply instanceof Reply.Offered offered) || offered.packages().isEmpty()) {
      return false;
    }
    var index = offered.packages().getFirst();
    tally.opened++;
    if (!resident.get(index)) {
      read(index, tally);
    }
    job.take(index);
    job.opened().add(index);
    finish(job, epoch, shape.openPackages());
    return true;
  }

  private void read(int index, Tally tally) {
    tally.reads += table.count(index);
    derived.comesBy(index);
    if (held.get(index)) {
      resident.set(index);
    }
  }

  /** The job is done with all but so many of what it has open. */
  private void finish(DerivedJob job, int epoch, int left) {
    while (job.opened().size() > left) {
      var done = List.of(job.opened().removeFirst());
      tell(new Command.Finished(job.name(), epoch, done, job.sequence()));
    }
  }

  private void rank(RankingBook.Command command) {
    var decision = ranking.decide(command, 0);
    decision.events().forEach(ranking::apply);
    for (var effect : decision.effects()) {
      if (effect instanceof RankingBook.Effect.Rank(List<RankingBook.Voice> voices)) {
        ranked(voices);
        rank(new RankingBook.Command.Ranked());
      }
    }
  }

  private void ranked(List<RankingBook.Voice> voices) {
    if (shape.derivedShare() == 0) {
      return;
    }
    var told =
        voices.stream()
            .map(voice -> new JobLosses(voice.benefit(), named(voice.job())::latest))
            .toList();
    var ranks = new AggregatedRanks(told, table.samples(), seed);
    var high =
        new HighSamples(table, ranks::of)
            .within((long) (roomBytes() * FILLED), id -> (int) SAMPLE_BYTES, seed);
    tell(new Command.Capacity(capacityBytes - roomBytes()));
    derived.rank(BitSet.valueOf(high), resident);
  }

  private DerivedJob named(String name) {
    return jobs.stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow();
  }

  private @Nullable Reply tell(Command command) {
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case Effect.Hold hold -> held.set(hold.index());
        case Effect.Load load -> held.set(load.index());
        case Effect.Release(int index) -> {
          held.clear(index);
          resident.clear(index);
        }
      }
    }
    return decision.reply();
  }
}
