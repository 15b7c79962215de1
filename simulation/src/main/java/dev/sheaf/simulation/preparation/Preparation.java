package dev.sheaf.simulation.preparation;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.List;

/**
 * Jobs that train on the same batches of one dataset at the same time, and the loaders that prepare
 * them.
 *
 * <p>{@code policy.preparation} is coordinated (batch k is prepared once, by loader k mod J, for
 * all) or alone (each job's loader prepares everything for it). {@code faults.killAt} takes a
 * loader away in mid-epoch; {@code faults.pauseFor} lets it come back with what it was doing.
 */
public final class Preparation implements Experiment {
  @Override
  public String name() {
    return "preparation";
  }

  /** What a run is made of. */
  record Setting(
      boolean coordinated,
      int jobs,
      int batches,
      int epochs,
      long prepareNanos,
      double spread,
      long stepNanos,
      int mostStaged,
      long leaseNanos,
      int faultyLoader,
      long faultAtNanos,
      long faultForNanos) {

    boolean fails() {
      return faultAtNanos > 0;
    }

    /** One job and its own loader. */
    Setting alone() {
      return new Setting(
          false,
          1,
          batches,
          epochs,
          prepareNanos,
          spread,
          stepNanos,
          Math.max(1, mostStaged / jobs),
          leaseNanos,
          0,
          0,
          0);
    }
  }

  @Override
  public Run prepare(Parameters in) {
    var jobs = in.number("jobs.count", 4, 1, 1000);
    var setting =
        new Setting(
            in.choice("policy.preparation", "coordinated", List.of("coordinated", "alone"))
                .equals("coordinated"),
            jobs,
            in.number("dataset.batches", 1000, 1, 1_000_000),
            in.number("jobs.epochs", 2, 1, 1000),
            Math.max(1, in.nanos("world.prepareTime", "200 ms")),
            in.ratio("world.prepareSpread", 0.3, 0, 0.99),
            Math.max(1, in.nanos("jobs.stepTime", "60 ms")),
            in.number("policy.mostStaged", 4 * jobs, 1, 100_000),
            in.nanos("policy.lease", "5 s"),
            in.number("faults.loader", 1, 0, 999),
            in.nanos("faults.killAt", "0 s"),
            in.nanos("faults.pauseFor", "10000 d"));
    if (setting.fails() && (!setting.coordinated() || setting.faultyLoader() >= jobs)) {
      throw new BadScenario(
          "faults.loader must be 0..%d of a coordinated preparation but was %d"
              .formatted(jobs - 1, setting.faultyLoader()));
    }
    var queued = (setting.mostStaged() + jobs - 1) / jobs;
    if (setting.leaseNanos() < 2 * setting.prepareNanos() * queued) {
      throw new BadScenario(
          "policy.lease must be at least twice the %d batches of world.prepareTime that a loader has"
              .formatted(queued));
    }
    return seed -> measure(setting, seed);
  }

  private static Measured measure(Setting setting, long seed) {
    // Jobs that share nothing are all alike but for chance: one stands for each.
    var alone = new Sharing(setting.alone(), seed).measure("alone");
    if (!setting.coordinated()) {
      return alone.with("speedUp", 1.0);
    }
    var shared = new Sharing(setting, seed).measure("coordinated");
    return shared.with("speedUp", seconds(alone) / seconds(shared));
  }

  private static double seconds(Measured of) {
    return of.figures().getOrDefault("makespanSeconds", 0.0);
  }
}
