package dev.sheaf.simulation.ensemble;

import dev.sheaf.policies.ensemble.Member;
import dev.sheaf.policies.ensemble.RateTable;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * An ensemble that is drawn: rates on one accelerator are spread evenly over their logarithm,
 * epochs to convergence evenly over their range, independently.
 *
 * <p>On m accelerators a member trains {@code m / (1 + overhead (m - 1))} times as fast.
 */
final class Recruits {
  private final int members;
  private final double slowest;
  private final double fastest;
  private final int leastEpochs;
  private final int mostEpochs;
  private final long imagesPerEpoch;
  private final double overhead;

  Recruits(Parameters in, int membersByDefault) {
    members = in.number("jobs.members", membersByDefault, 1, 10_000);
    slowest = in.ratio("jobs.slowestImagesPerSecond", 20, 1e-3, 1e6);
    fastest = in.ratio("jobs.fastestImagesPerSecond", 180, slowest, 1e6);
    leastEpochs = in.number("jobs.leastEpochs", 10, 1, 100_000);
    mostEpochs = in.number("jobs.mostEpochs", 50, leastEpochs, 100_000);
    imagesPerEpoch = in.count("dataset.samples", 30_000, 1, 1_000_000_000);
    overhead = in.ratio("jobs.parallelOverhead", 0.05, 0, 1);
  }

  /** A member, and how many images it will turn out to need. */
  record Recruit(Member member, double imagesNeeded) {}

  /** The ensemble of a seed, in the order of ids; {@code gpus} is how far their tables go. */
  List<Recruit> drawn(long seed, int gpus) {
    var recruits = new ArrayList<Recruit>();
    for (int i = 0; i < members; i++) {
      var id = "member-%04d".formatted(i);
      var chance = new RandomStream(seed, id);
      var alone = slowest * StrictMath.pow(fastest / slowest, chance.uniform());
      var rates = new ArrayList<Double>();
      for (int m = 1; m <= gpus; m++) {
        rates.add(alone * m / (1 + overhead * (m - 1)));
      }
      var epochs = leastEpochs + chance.below(mostEpochs - leastEpochs + 1);
      recruits.add(
          new Recruit(new Member(id, new RateTable(rates)), (double) epochs * imagesPerEpoch));
    }
    return recruits;
  }
}
