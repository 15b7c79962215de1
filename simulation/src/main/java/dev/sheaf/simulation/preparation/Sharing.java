package dev.sheaf.simulation.preparation;

import dev.sheaf.policies.books.StagingBook;
import dev.sheaf.policies.books.StagingProtocol.Command;
import dev.sheaf.policies.books.StagingProtocol.Effect;
import dev.sheaf.policies.books.StagingProtocol.Reply;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** One run of jobs that share a staging place; the virtual shell of a {@link StagingBook}. */
final class Sharing {
  private final Timeline time = new Timeline();
  private final Preparation.Setting setting;
  private final StagingBook book;
  private final List<Loader> loaders = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private int epoch = -1;
  private long epochBegan;
  private long firstEpochNanos;
  private long preparations;
  private long discarded;
  private long duplicates;
  private long missing;
  private long mostOccupied;

  Sharing(Preparation.Setting setting, long seed) {
    this.setting = setting;
    this.book = new StagingBook(setting.jobs(), setting.mostStaged());
    for (int i = 0; i < setting.jobs(); i++) {
      loaders.add(new Loader(i, new RandomStream(seed, "loader" + i)));
      jobs.add(new Job(i));
    }
  }

  Measured measure(String policy) {
    if (setting.fails()) {
      var faulty = loaders.get(setting.faultyLoader());
      time.at(setting.faultAtNanos(), () -> faulty.alive = false);
      if (setting.faultForNanos() < Long.MAX_VALUE / 4 - setting.faultAtNanos()) {
        time.at(setting.faultAtNanos() + setting.faultForNanos(), faulty::comeBack);
      }
    }
    beginEpoch();
    while (epoch < setting.epochs() && time.step()) {}
    return measured(policy);
  }

  private void beginEpoch() {
    epoch++;
    if (epoch == setting.epochs()) {
      return;
    }
    epochBegan = time.now();
    say(new Command.BeginEpoch(epoch, setting.batches(), setting.jobs()));
    jobs.forEach(Job::begin);
  }

  private Reply say(Command command) {
    var decision = book.decide(command, time.now());
    decision.events().forEach(book::apply);
    mostOccupied = Math.max(mostOccupied, book.occupied());
    decision.effects().forEach(this::run);
    var reply = decision.reply();
    return reply == null ? Reply.UNKNOWN : reply;
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Prepare it -> loaders.get(it.loader()).give(new Work(it.epoch(), it.batch()));
      case Effect.Watch it ->
          time.after(
              setting.leaseNanos(),
              () -> say(new Command.LeaseOver(it.epoch(), it.batch(), it.attempt())));
      case Effect.Offer it -> jobs.forEach(job -> time.after(0, () -> job.offered(it)));
      case Effect.Free _ -> {}
    }
  }

  /** A batch to prepare. */
  private record Work(int epoch, int batch) {}

  /** A process that prepares one batch after the other, until it dies. */
  private final class Loader {
    private final int id;
    private final RandomStream chance;
    private final ArrayDeque<Work> queue = new ArrayDeque<>();
    private boolean alive = true;
    private boolean busy;

    Loader(int id, RandomStream chance) {
      this.id = id;
      this.chance = chance;
    }

    /** What it has to do already is not done twice. */
    void give(Work work) {
      if (!queue.contains(work)) {
        queue.add(work);
      }
      next();
    }

    void comeBack() {
      alive = true;
      next();
    }

    private void next() {
      if (!alive || busy || queue.isEmpty()) {
        return;
      }
      busy = true;
      var work = queue.remove();
      var factor = 1 + setting.spread() * (2 * chance.uniform() - 1);
      time.after(Math.round(setting.prepareNanos() * factor), () -> done(work));
    }

    private void done(Work work) {
      busy = false;
      if (!alive) {
        queue.addFirst(work);
        return;
      }
      preparations++;
      if (say(new Command.Put(id, work.epoch(), work.batch())) != Reply.STAGED) {
        discarded++;
      }
      next();
    }
  }

  /** A process that trains on every batch in turn. */
  private final class Job {
    private final int id;
    private int[] used = new int[0];
    private int wanted;
    private boolean waiting;
    private long waitingSince;
    private long waitedNanos;

    Job(int id) {
      this.id = id;
    }

    void begin() {
      used = new int[setting.batches()];
      wanted = 0;
      ask();
    }

    void offered(Effect.Offer offer) {
      if (waiting && offer.epoch() == epoch && offer.batch() == wanted) {
        ask();
      }
    }

    private void ask() {
      if (wanted == setting.batches()) {
        end();
        return;
      }
      switch (say(new Command.Take(id, epoch, wanted))) {
        case HERE -> train();
        case NOT_YET -> await();
        default -> throw new IllegalStateException("job %d batch %d".formatted(id, wanted));
      }
    }

    private void train() {
      if (waiting) {
        waitedNanos += time.now() - waitingSince;
        waiting = false;
      }
      used[wanted]++;
      wanted++;
      time.after(setting.stepNanos(), this::ask);
    }

    private void await() {
      if (!waiting) {
        waiting = true;
        waitingSince = time.now();
      }
    }

    private void end() {
      for (var count : used) {
        duplicates += Math.max(0, count - 1);
        missing += count == 0 ? 1 : 0;
      }
      if (jobs.stream().allMatch(job -> job.wanted == setting.batches()) && book.over()) {
        if (epoch == 0) {
          firstEpochNanos = time.now() - epochBegan;
        }
        beginEpoch();
      }
    }
  }

  private Measured measured(String policy) {
    var batches = (double) setting.batches() * setting.epochs();
    var waited = jobs.stream().mapToLong(job -> job.waitedNanos).sum();
    return new Measured(policy)
        .with("epochs", epoch)
        .with("missing", missing)
        .with("duplicates", duplicates)
        .with("preparations", preparations)
        .with("discarded", discarded)
        .with("preparationsPerUse", preparations / (batches * setting.jobs()))
        .with("makespanSeconds", time.now() / 1e9)
        .with("firstEpochSeconds", firstEpochNanos / 1e9)
        .with("waitPercent", 100.0 * waited / setting.jobs() / time.now())
        .with("mostOccupied", mostOccupied);
  }
}
