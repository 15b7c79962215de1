package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiments.Prepared;
import dev.sheaf.simulation.report.Study;
import dev.sheaf.simulation.report.Trial;
import java.util.ArrayList;
import java.util.List;

/** Runs cases under seeds, one after another, and stops at the first that goes wrong. */
final class Runner {
  private final List<Long> seeds;
  private final boolean keepCurves;
  private final Progress progress;

  /**
   * Of these seeds.
   *
   * @param keepCurves whether curves are drawn later; those of the first seed
   */
  Runner(List<Long> seeds, boolean keepCurves, Progress progress) {
    this.seeds = seeds;
    this.keepCurves = keepCurves;
    this.progress = progress;
  }

  /** A case went wrong: an invariant broke, or there is a defect. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int index;
    private final long seed;

    Broken(int index, long seed, RuntimeException cause) {
      super(cause);
      this.index = index;
      this.seed = seed;
    }

    /** The place among all cases. */
    int index() {
      return index;
    }

    long seed() {
      return seed;
    }
  }

  /** Runs all; <i>Errors:</i> {@link Broken}, {@link BadScenario}. */
  List<Study> run(List<Prepared> cases) {
    var studies = new ArrayList<Study>();
    var number = 0;
    for (int i = 0; i < cases.size(); i++) {
      var each = cases.get(i);
      var trials = new ArrayList<Trial>();
      for (var seed : seeds) {
        number++;
        progress.begin(number, cases.size() * seeds.size(), name(each) + " seed " + seed);
        var trial = trial(each, i, seed);
        trials.add(keepCurves && trials.isEmpty() ? trial : trial.withoutCurves());
      }
      studies.add(new Study(each, List.copyOf(trials)));
    }
    return studies;
  }

  private static Trial trial(Prepared prepared, int index, long seed) {
    try {
      return Trial.of(prepared, seed);
    } catch (BadScenario e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw CliException.failed(
          "%s needs more memory than the heap of %d MiB: set SHEAF_HEAP, such as SHEAF_HEAP=8g"
              .formatted(name(prepared), Runtime.getRuntime().maxMemory() >> 20));
    } catch (RuntimeException e) {
      throw new Broken(index, seed, e);
    }
  }

  private static String name(Prepared prepared) {
    return (prepared.scenario().name() + " " + prepared.of().label()).strip();
  }
}
