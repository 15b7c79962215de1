package dev.sheaf.simulation.importance;

import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;

/**
 * Importance jobs over whole packages, with derived packages and without: what they read from the
 * origin for a sample that they train on.
 *
 * <p>Everything that decides is the live system's: the sampler and its stand-ins, the ranking of
 * all jobs' losses, which packages the conductor offers and holds, and what a derived package
 * holds. Jobs open a package each in turn, and have so many open. A package that is opened and not
 * held is read whole, and so is one whose samples were taken for at hand and are not. Nothing is
 * read to make a derived package: it takes what comes by.
 *
 * <p>{@code originReadsPerSampleSelecting} leaves out the epochs that read everything, and the
 * first that selects: derived packages are made in it. {@code expectedSelecting} is the closed form
 * for one job whose losses stand still: a share q = (1-d)^(β+1)/(1+β)/(1-d) of the packages is
 * read, where d is what derived packages hold of the dataset, less what is pinned beside them;
 * without any, all packages are, less the pins.
 */
public final class DerivedEpochs implements Experiment {
  @Override
  public String name() {
    return "derived-packages";
  }

  /**
   * The jobs, their dataset and its cache.
   *
   * @param cacheFraction of the dataset
   * @param derivedShare of the cache that derived packages may take
   * @param agreement how much of a loss is common to all jobs, 0..1
   */
  record Shape(
      int packages,
      int perPackage,
      double cacheFraction,
      double derivedShare,
      int jobs,
      int epochs,
      int openPackages,
      double agreement,
      ImportanceRule rule,
      LossModel losses) {
    int samples() {
      return packages * perPackage;
    }
  }

  @Override
  public Run prepare(Parameters in) {
    var shape =
        new Shape(
            in.number("dataset.packages", 512, 16, 65_536),
            in.number("dataset.packageSamples", 40, 1, 10_000),
            in.ratio("cache.fraction", 0.4, 0.01, 1),
            in.ratio("cache.derivedShare", 0.5, 0, 0.9),
            in.number("jobs.count", 1, 1, 100),
            in.number("jobs.epochs", 10, 3, 1_000),
            in.number("jobs.openPackages", 4, 1, 1_000),
            in.ratio("jobs.agreement", 0.5, 0, 1),
            new ImportanceRule(
                in.number("policy.warmUpEpochs", 1, 1, 10_000),
                in.number("policy.fullEvery", 100, 1, 10_000),
                in.ratio("policy.beta", 1, 0, 16),
                1024,
                0.7),
            new LossModel(
                in.ratio("jobs.losses.spread", 1, 0, 10),
                in.ratio("jobs.losses.noise", 0.3, 0, 10),
                in.ratio("jobs.losses.decayEpochs", 30, 0.1, 1e9)));
    return seed -> measure(shape, seed);
  }

  private static Measured measure(Shape shape, long seed) {
    var world = new DerivedWorld(shape, seed);
    var all = new Tally();
    var selecting = new Tally();
    for (int epoch = 0; epoch < shape.epochs(); epoch++) {
      var tally = world.epoch(epoch);
      all.add(tally);
      if (!shape.rule().readsAll(epoch) && epoch > shape.rule().warmUpEpochs()) {
        selecting.add(tally);
      }
    }
    var samples = (double) shape.jobs() * shape.samples();
    return new Measured(shape.derivedShare() > 0 ? "derived" : "packages")
        .with("originReadsPerSample", all.reads / all.delivered)
        .with("originReadsPerSampleSelecting", selecting.reads / Math.max(1, selecting.delivered))
        .with("expectedSelecting", expected(shape))
        .with("deliveredShare", all.delivered / (samples * shape.epochs()))
        .with("selectedShare", selecting.delivered / Math.max(1, samples * selecting.epochs))
        .with("nearPackages", selecting.near / Math.max(1, selecting.opened))
        .with("nearReadsPerSample", selecting.nearReads / Math.max(1, selecting.delivered))
        .with("repeated", all.repeated)
        .with("bound", OriginBound.steady(shape.cacheFraction(), shape.jobs()));
  }

  private static double expected(Shape shape) {
    var beta = shape.rule().beta();
    var derived = shape.cacheFraction() * shape.derivedShare();
    var held = derived * DerivedWorld.FILLED;
    var read = shape.derivedShare() > 0 ? StrictMath.pow(1 - held, beta) / (1 + beta) : 1;
    return read * (1 - shape.cacheFraction() + derived) * (1 + beta);
  }

  /** What was counted, in samples but for packages opened. */
  static final class Tally {
    int epochs;
    double delivered;
    double reads;
    double near;
    double opened;
    double nearReads;
    double repeated;

    void add(Tally other) {
      epochs += other.epochs;
      delivered += other.delivered;
      reads += other.reads;
      near += other.near;
      opened += other.opened;
      nearReads += other.nearReads;
      repeated += other.repeated;
    }
  }
}
