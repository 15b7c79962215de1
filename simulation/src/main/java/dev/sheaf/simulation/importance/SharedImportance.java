package dev.sheaf.simulation.importance;

import dev.sheaf.policies.importance.AggregatedImportance;
import dev.sheaf.policies.importance.JobBenefit;
import dev.sheaf.policies.importance.RankOrder;
import dev.sheaf.policies.importance.RelativeImportance;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several jobs that disagree over one cache of important samples: what each saves when the cache
 * goes by aggregated importance, by the sum of raw losses, and by the best there is.
 *
 * <p>A job reads a sample with probability percentile^β and saves {@code miss - hit} time when it
 * is held. {@code savedShare…} is what is saved a second over what would be saved if everything
 * were held; {@code movedByScaling…} the share of the cache that changes when the last job's losses
 * are multiplied by {@code jobs.inflation}.
 */
public final class SharedImportance implements Experiment {
  @Override
  public String name() {
    return "importance-jobs";
  }

  private record Shape(
      int samples,
      int held,
      double beta,
      List<JobBenefit> jobs,
      double agreement,
      double inflation,
      LossModel losses) {}

  @Override
  public Run prepare(Parameters in) {
    var samples = in.number("dataset.samples", 20_000, 10, 2_000_000);
    var hit = numbers(in, "jobs.hitMicros", List.of("100", "100", "400"));
    var miss = numbers(in, "jobs.missMicros", List.of("400", "400", "400"));
    var rate = numbers(in, "jobs.samplesPerSecond", List.of("2000", "1000", "2000"));
    if (hit.length != miss.length || hit.length != rate.length) {
      throw new BadScenario(
          "jobs.hitMicros, jobs.missMicros and jobs.samplesPerSecond must be as long as each other"
              + " but were %d, %d, %d".formatted(hit.length, miss.length, rate.length));
    }
    var jobs =
        IntStream.range(0, hit.length)
            .mapToObj(job -> new JobBenefit(hit[job] * 1e3, miss[job] * 1e3, rate[job]))
            .toList();
    var shape =
        new Shape(
            samples,
            (int) Math.round(samples * in.ratio("cache.fraction", 0.18, 0, 1)),
            in.ratio("policy.beta", 0.33, 0, 100),
            jobs,
            in.ratio("jobs.agreement", 0.5, 0, 1),
            in.ratio("jobs.inflation", 1_000, 1, 1e12),
            new LossModel(in.ratio("jobs.losses.spread", 1, 0, 10), 0, 1));
    var runs = in.number("runs", 3, 1, 100);
    return seed -> Runs.mean(runs, seed, each -> measure(shape, each));
  }

  private static double[] numbers(Parameters in, String key, List<String> fallback) {
    try {
      var values = in.list(key, fallback).stream().mapToDouble(Double::parseDouble).toArray();
      for (var value : values) {
        if (!(value > 0)) {
          throw new BadScenario(key + " must be numbers above 0 but one was " + value);
        }
      }
      return values;
    } catch (NumberFormatException e) {
      throw new BadScenario(key + " must be a list of numbers: " + e.getMessage());
    }
  }

  private static Measured measure(Shape shape, long seed) {
    var losses = losses(shape, seed);
    var inflated = new ArrayList<>(losses.subList(0, losses.size() - 1));
    inflated.add(scaled(losses.getLast(), shape.inflation()));
    var aggregated = mostImportant(shape, aggregated(shape, losses));
    var raw = mostImportant(shape, sum(losses));
    var rawInflated = mostImportant(shape, sum(inflated));
    var saved = saved(shape, losses);
    var best = mostImportant(shape, saved);
    var measured =
        new Measured("aggregated")
            .with("savedShareAggregated", share(saved, aggregated))
            .with("savedShareRawLoss", share(saved, raw))
            .with("savedShareRawLossInflated", share(saved, rawInflated))
            .with("savedShareBest", share(saved, best))
            .with("savedShareUniform", shape.held() / (double) shape.samples())
            .with(
                "movedByScalingAggregated",
                moved(aggregated, mostImportant(shape, aggregated(shape, inflated))))
            .with("movedByScalingRawLoss", moved(raw, rawInflated));
    return measured
        .with("speedupOverRawLoss", seconds(shape, saved, raw) / seconds(shape, saved, aggregated))
        .with(
            "speedupOverRawLossInflated",
            seconds(shape, saved, rawInflated) / seconds(shape, saved, aggregated));
  }

  /** Each job's losses: a part of the difficulty is common to all. */
  private static List<double[]> losses(Shape shape, long seed) {
    return IntStream.range(0, shape.jobs().size())
        .mapToObj(job -> losses(shape, seed, Draw.draw(seed, 5, job)))
        .toList();
  }

  private static double[] losses(Shape shape, long common, long own) {
    var model = shape.losses();
    return IntStream.range(0, shape.samples())
        .mapToDouble(id ->
            StrictMath.pow(model.of(id, 0, common), shape.agreement())
                * StrictMath.pow(model.of(id, 0, own), 1 - shape.agreement()))
        .toArray();
  }

  private static double[] aggregated(Shape shape, List<double[]> losses) {
    return new AggregatedImportance(shape.jobs())
        .of(losses.stream().map(RelativeImportance::of).toList());
  }

  /** The time a second that holding each sample saves, over all jobs. */
  private static double[] saved(Shape shape, List<double[]> losses) {
    var saved = new double[shape.samples()];
    for (int job = 0; job < losses.size(); job++) {
      var relative = RelativeImportance.of(losses.get(job));
      var perRead = shape.jobs().get(job).weight();
      for (int id = 0; id < saved.length; id++) {
        saved[id] += perRead * StrictMath.pow(relative[id], shape.beta());
      }
    }
    return saved;
  }

  /** Time that all jobs take with these samples held, over that with nothing held, unscaled. */
  private static double seconds(Shape shape, double[] saved, BitSet held) {
    var without = 0.0;
    for (var job : shape.jobs()) {
      without += job.samplesPerSecond() * shape.samples() / (1 + shape.beta());
    }
    return without - held.stream().mapToDouble(id -> saved[id]).sum();
  }

  private static double share(double[] saved, BitSet held) {
    var all = IntStream.range(0, saved.length).mapToDouble(id -> saved[id]).sum();
    return all == 0 ? 0 : held.stream().mapToDouble(id -> saved[id]).sum() / all;
  }

  private static double moved(BitSet before, BitSet after) {
    var gone = (BitSet) before.clone();
    gone.andNot(after);
    return before.isEmpty() ? 0 : gone.cardinality() / (double) before.cardinality();
  }

  private static BitSet mostImportant(Shape shape, double[] importance) {
    var ascending = RankOrder.ascending(importance);
    var held = new BitSet();
    for (int i = 0; i < shape.held(); i++) {
      held.set(ascending[ascending.length - 1 - i]);
    }
    return held;
  }

  private static double[] sum(List<double[]> losses) {
    return IntStream.range(0, losses.getFirst().length)
        .mapToDouble(id -> losses.stream().mapToDouble(of -> of[id]).sum())
        .toArray();
  }

  private static double[] scaled(double[] losses, double factor) {
    return Arrays.stream(losses).map(loss -> loss * factor).toArray();
  }
}
