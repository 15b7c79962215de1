package dev.sheaf.node.demo;

import dev.sheaf.policies.vocabulary.Contract;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo is asked to do.
 *
 * @param data folder with images; null to make a set
 * @param jobs members of the ensemble, each with a job of its own, 1..16
 * @param epochs passes of each job, 1..1000
 * @param cacheFraction cache capacity as a share of the dataset's bytes, above 0, at most 1
 * @param seed of every draw
 * @param emulated whether the file origin behaves like an object store
 * @param contract of all members' jobs
 * @param functions of a Lambda on this machine that keep packages too, half of which are reclaimed
 *     on the way; 0 for none, else 2..64
 * @param compared policies under which the same jobs are read again, without training
 */
public record DemoOptions(
    @Nullable Path data,
    int jobs,
    int epochs,
    double cacheFraction,
    long seed,
    boolean emulated,
    Contract contract,
    int functions,
    List<String> compared) {
  private static final int LEAST_FUNCTIONS = 2;

  /** Options in their ranges, that own their list. */
  public DemoOptions {
    compared = List.copyOf(compared);
    require("--jobs", jobs, 1, 16);
    require("--epochs", epochs, 1, 1000);
    require("--functions", functions == 0 ? LEAST_FUNCTIONS : functions, LEAST_FUNCTIONS, 64);
    if (!(cacheFraction > 0 && cacheFraction <= 1)) {
      throw new IllegalArgumentException(
          "--cache-fraction must be above 0 and at most 1 but was " + cacheFraction);
    }
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " must be " + least + ".." + most + " but was " + value);
    }
  }
}
