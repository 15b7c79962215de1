package dev.sheaf.simulation.model;

import dev.sheaf.policies.books.ModelProtocol.Command;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;

/**
 * Users of models: each opens one, uses it for a while, closes it, and goes on to the next; popular
 * models are opened more often (Zipf).
 */
final class Users {
  private static final long RETRY_NANOS = 1_000_000;

  private final Timeline timeline;
  private final VirtualStore store;
  private final Habits habits;
  private final RandomStream[] chance;
  private final double[] popularity;
  private final long[] sizes;
  private long started;
  private long opened;
  private long refused;
  private long failed;
  private long died;
  private long openNanos;
  private long lastDoneNanos;
  private int active;

  /**
   * What users do.
   *
   * @param shared whether users of one model share it; else each loads a copy of its own
   */
  record Habits(
      int users,
      int models,
      long leastBytes,
      long mostBytes,
      double zipf,
      long useNanos,
      long leaseNanos,
      long openings,
      double deathChance,
      boolean shared) {

    static Habits of(Parameters in) {
      var least = in.bytes("dataset.leastModel", "20 MB");
      return new Habits(
          in.number("jobs.users", 16, 1, 100_000),
          in.number("dataset.models", 40, 1, 100_000),
          least,
          Math.max(least, in.bytes("dataset.mostModel", "600 MB")),
          in.ratio("jobs.zipf", 0.9, 0, 5),
          Math.max(1, in.nanos("jobs.use", "20 ms")),
          Math.max(1, in.nanos("cache.lease", "10 s")),
          in.count("until.openings", 20_000, 1, 100_000_000),
          in.ratio("faults.deathChance", 0, 0, 0.5),
          in.flag("policy.shared", true));
    }
  }

  Users(Timeline timeline, VirtualStore store, Habits habits, long seed) {
    this.timeline = timeline;
    this.store = store;
    this.habits = habits;
    this.chance = new RandomStream[habits.users()];
    for (int user = 0; user < chance.length; user++) {
      chance[user] = new RandomStream(seed, "user-" + user);
    }
    this.popularity = new double[habits.models()];
    this.sizes = new long[habits.models()];
    var drawn = new RandomStream(seed, "sizes");
    var sum = 0.0;
    for (int model = 0; model < popularity.length; model++) {
      sum += StrictMath.pow(model + 1, -habits.zipf());
      popularity[model] = sum;
      sizes[model] =
          habits.leastBytes() + drawn.below(habits.mostBytes() - habits.leastBytes() + 1);
    }
  }

  void run() {
    active = habits.users();
    for (int user = 0; user < habits.users(); user++) {
      next(user);
    }
    timeline.after(habits.leaseNanos() / 2, this::tick);
    timeline.run();
  }

  private void tick() {
    store.tick();
    if (active > 0) {
      timeline.after(habits.leaseNanos() / 2, this::tick);
    }
  }

  private void next(int user) {
    if (started == habits.openings()) {
      active--;
      return;
    }
    var number = started++;
    var rank = rank(chance[user].uniform());
    // Names are spread so that the order of names says nothing about popularity.
    var name = "model-%05d".formatted(rank * 7919L % habits.models() * 10 + rank % 10);
    var model = habits.shared() ? name : name + "-" + number;
    open(user, "lease-%09d".formatted(number), model, sizes[rank]);
  }

  private int rank(double uniform) {
    var target = uniform * popularity[popularity.length - 1];
    var rank = 0;
    while (popularity[rank] <= target) {
      rank++;
    }
    return rank;
  }

  private void open(int user, String lease, String model, long sizeBytes) {
    var since = timeline.now();
    store.open(
        new Command.Open(lease, model, sizeBytes, habits.leaseNanos()),
        outcome -> {
          switch (outcome) {
            case GRANTED -> {
              openNanos += timeline.now() - since;
              opened++;
              use(user, lease, model);
            }
            case FAILED -> {
              failed++;
              next(user);
            }
            case REFUSED -> {
              refused++;
              // A new opening, as the store keeps nothing of one that it refused.
              timeline.after(RETRY_NANOS, () -> next(user));
            }
          }
        });
  }

  private void use(int user, String lease, String model) {
    var nanos = Math.max(1, (long) chance[user].exponential((double) habits.useNanos()));
    var dies = chance[user].chance(habits.deathChance());
    for (var renewal = habits.leaseNanos() / 3;
        renewal < nanos && !dies;
        renewal += habits.leaseNanos() / 3) {
      timeline.after(renewal, () -> store.renew(lease));
    }
    timeline.after(
        nanos,
        () -> {
          lastDoneNanos = timeline.now();
          if (dies) {
            died++;
            store.release(lease, model);
          } else {
            store.close(lease, model);
          }
          next(user);
        });
  }

  long opened() {
    return opened;
  }

  long refused() {
    return refused;
  }

  long failed() {
    return failed;
  }

  long died() {
    return died;
  }

  double meanOpenMillis() {
    return opened == 0 ? 0 : openNanos / 1e6 / opened;
  }

  double inferencesPerSecond() {
    return lastDoneNanos == 0 ? 0 : opened / (lastDoneNanos / 1e9);
  }
}
