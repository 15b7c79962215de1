package dev.sheaf.simulation.caching;

import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.eviction.ItemCache.Verdict;
import dev.sheaf.policies.eviction.ItemPolicy;
import dev.sheaf.policies.eviction.ItemPolicy.Reads;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.experiment.Spread;
import dev.sheaf.simulation.workload.EpochReads;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The hit ratio of a cache under one job that reads every item once an epoch, in a new order each
 * time.
 *
 * <p>The job is run several times with orders of their own; the standard error is that of the mean
 * over those runs, since the epochs of one run share their orders in pairs. {@code offClosedForm}
 * is the measured hit ratio less that of the closed form.
 */
public final class EpochHits implements Experiment {
  private static final long MOST_READS = 200_000_000;

  @Override
  public String name() {
    return "epochs";
  }

  @Override
  public Run prepare(Parameters in) {
    var policy = ItemPolicy.named(in.choice("policy", "lru", ItemPolicy.labels()));
    var items = in.number("dataset.samples", 4_000, 1, 10_000_000);
    var held = (int) Math.round(items * in.ratio("cache.fraction", 0.2, 0, 1));
    var epochs = in.number("jobs.epochs", 14, 2, 100_000);
    var first = in.number("jobs.discardedFirst", 2, 1, epochs - 1);
    var last = in.number("jobs.discardedLast", 0, 0, epochs - 1 - first);
    var runs = in.number("runs", 32, 2, 10_000);
    if ((long) items * epochs > MOST_READS) {
      throw new BadScenario(
          "dataset.samples times jobs.epochs must be at most %d but was %d"
              .formatted(MOST_READS, (long) items * epochs));
    }
    var shape = new Shape(policy, new EpochReads(items, epochs), held, first, epochs - last);
    return seed -> measure(shape, runs, seed);
  }

  /** A cache that holds so many items, and the epochs {@code from..to-1} that are counted. */
  private record Shape(ItemPolicy policy, EpochReads reads, int held, int from, int to) {}

  private static Measured measure(Shape shape, int runs, long seed) {
    var hitRatios =
        IntStream.range(0, runs).mapToObj(run -> run(shape, Draw.draw(seed, run))).toList();
    var means = hitRatios.stream().mapToDouble(run -> counted(run, shape).average().orElseThrow());
    var hits = Spread.of(means.toArray());
    var share = shape.held() / (double) shape.reads().items();
    var reads = 1 - hits.mean();
    var measured =
        new Measured(shape.policy().label())
            .with("hitRatio", hits.mean(), hits.standardError())
            .with("originReadsPerSample", reads, hits.standardError())
            .with("bound", OriginBound.steady(share, 1))
            .curve(overEpochs(hitRatios.getFirst(), shape.policy()));
    expected(shape)
        .ifPresent(closed ->
            measured
                .with("closedForm", closed)
                .with("offClosedForm", hits.mean() - closed, hits.standardError()));
    return measured;
  }

  /** The hit ratio of each epoch. */
  private static double[] run(Shape shape, long seed) {
    var items = shape.reads().items();
    var sequence = shape.reads().draw(seed);
    var cache =
        shape.policy().cache(new Reads(items, item -> 1, () -> sequence), shape.held(), seed);
    var hitRatios = new double[shape.reads().epochs()];
    for (int epoch = 0; epoch < hitRatios.length; epoch++) {
      var hits = 0;
      for (int at = epoch * items; at < (epoch + 1) * items; at++) {
        if (cache.read(sequence[at], 1) == Verdict.HIT) {
          hits++;
        }
      }
      hitRatios[epoch] = hits / (double) items;
    }
    return hitRatios;
  }

  /** The mean of the closed form over the epochs that are counted, which begin at 1. */
  private static OptionalDouble expected(Shape shape) {
    return IntStream.range(shape.from(), shape.to())
        .mapToObj(
            epoch -> shape.policy().expectedHits(shape.reads().items(), shape.held(), epoch + 1))
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }

  private static DoubleStream counted(double[] run, Shape shape) {
    return IntStream.range(shape.from(), shape.to()).mapToDouble(epoch -> run[epoch]);
  }

  private static Curve overEpochs(double[] run, ItemPolicy policy) {
    return new Curve(
        "hit ratio by epoch",
        policy.label(),
        IntStream.range(0, run.length).mapToObj(epoch -> epoch + 1.0).toList(),
        DoubleStream.of(run).boxed().toList());
  }
}
