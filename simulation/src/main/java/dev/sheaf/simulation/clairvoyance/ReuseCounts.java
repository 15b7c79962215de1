package dev.sheaf.simulation.clairvoyance;

import dev.sheaf.policies.prefetch.BatchSlices;
import dev.sheaf.policies.prefetch.PermutationChain;
import dev.sheaf.policies.prefetch.ReuseTail;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many samples one node reads more than so many times in a run: by the binomial distribution,
 * and by a run over shuffled epochs.
 *
 * <p>{@code sampledPerClosedForm} is the count of the first node over what the distribution expects
 * for as many samples.
 */
public final class ReuseCounts implements Experiment {
  @Override
  public String name() {
    return "reuse-counts";
  }

  @Override
  public Run prepare(Parameters in) {
    var samples = in.count("dataset.samples", 1_281_167, 1, 1_000_000_000_000L);
    var nodes = in.number("jobs.nodes", 16, 1, 100_000);
    var epochs = in.number("jobs.epochs", 90, 1, 10_000);
    var reads = in.number("reads", 10, 0, 10_000);
    var sampled = in.number("sampledSamples", 100_000, 0, 5_000_000);
    var batch = in.number("jobs.batchPerNode", 16, 1, 1_000_000);
    var tail = new ReuseTail(samples, epochs, nodes);
    return seed -> {
      var measured =
          new Measured("clairvoyant")
              .with("samplesReadMoreThan", tail.samplesReadMoreThan(reads))
              .with("samplesReadAtLeast", tail.samplesReadMoreThan(reads - 1))
              .curve(curve(tail));
      if (sampled > 0) {
        var slices = new BatchSlices(sampled, batch * nodes, nodes);
        sampled(measured, slices, tail, reads, seed);
      }
      return measured;
    };
  }

  private static void sampled(
      Measured measured, BatchSlices slices, ReuseTail tail, int reads, long seed) {
    var counts = new int[slices.samples()];
    var chain = new PermutationChain(slices.samples(), seed);
    for (int epoch = 0; epoch < tail.epochs(); epoch++) {
      for (var id : slices.reads(0, chain.next())) {
        counts[id]++;
      }
    }
    var more = Arrays.stream(counts).filter(count -> count > reads).count();
    var chance = tail.probabilityOfMoreThan(reads);
    var expected = slices.samples() * chance;
    var error = StrictMath.sqrt(slices.samples() * chance * (1 - chance));
    measured
        .with("sampledReadMoreThan", (double) more, error)
        .with("sampledExpected", expected)
        .with("sampledPerClosedForm", more / expected, error / expected);
  }

  private static Curve curve(ReuseTail tail) {
    var most = Math.min(tail.epochs(), 4 * tail.epochs() / tail.nodes() + 10);
    var x = IntStream.range(0, most).mapToObj(reads -> (double) reads).toList();
    var y = x.stream().map(reads -> tail.samplesReadMoreThan(reads.intValue())).toList();
    return new Curve("samples that a node reads more than so many times", "binomial", x, y);
  }
}
