package dev.sheaf.simulation.sharing;

import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.sharing.JobShapes.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Several jobs read one dataset through one cache, turn by turn: reads from the origin for each
 * sample that is consumed, beside the bound.
 *
 * <p>Figures are means over {@code runs} runs that differ in the jobs' orders and the policy's
 * chance. {@code originReadsPerSample} counts background refills too; {@code
 * originReadsPerBlockRead} is how often a sample is read from the origin for the one use that each
 * job makes of it, 1 being once for all.
 */
public final class SharedSamples implements Experiment {
  @Override
  public String name() {
    return "shared-samples";
  }

  @Override
  public Run prepare(Parameters in) {
    var samples = in.number("dataset.samples", 3_000, 1, 10_000_000);
    var capacity = (int) Math.round(samples * in.ratio("cache.fraction", 0.2, 0, 1));
    var jobs = JobShapes.read(in, samples);
    var policy = SharingPolicy.read(in, samples, capacity, jobs.all().size());
    var runs = in.number("runs", 4, 1, 10_000);
    var shape = new Shape(samples, capacity, jobs, policy);
    return seed -> measure(shape, runs, seed);
  }

  private record Shape(int samples, int capacity, JobShapes jobs, SharingPolicy policy) {}

  private static Measured measure(Shape shape, int runs, long seed) {
    var tallies =
        IntStream.range(0, runs).mapToObj(run -> run(shape, Draw.draw(seed, run))).toList();
    var count = shape.jobs().all().size();
    var share = shape.capacity() / (double) shape.samples();
    var bound =
        shape.jobs().counted() == Counted.EPOCHS_OF_EACH
            ? OriginBound.steady(share, shape.jobs().speeds())
            : OriginBound.steady(share, count);
    var reads = mean(tallies, Tally::readsPerSample);
    var measured = new Measured(shape.policy().label());
    with(measured, "originReadsPerSample", tallies, Tally::readsPerSample);
    with(measured, "originReadsPerBlockRead", tallies, each -> count * each.readsPerSample());
    with(measured, "overBound", tallies, each -> each.readsPerSample() - bound);
    with(measured, "hitRatio", tallies, Tally::hitRatio);
    with(measured, "refillsPerSample", tallies, each -> each.refills / (double) each.consumed);
    with(measured, "lookupsPerSample", tallies, each -> each.lookups / (double) each.consumed);
    with(measured, "waitsPerBatch", tallies, each -> each.waits / (double) each.batches);
    if (reads > 0) {
      measured.with("readSpeedup", 1 / reads);
    }
    return measured
        .with("bound", bound)
        .with("efficiency", reads == 0 ? 1 : bound / reads)
        .with("duplicates", tallies.stream().mapToLong(each -> each.duplicates).sum())
        .with("missing", tallies.stream().mapToLong(each -> each.missing).sum())
        .with("mostHeldSamples", tallies.stream().mapToLong(each -> each.mostHeld).max().orElse(0));
  }

  private static void with(
      Measured measured, String name, List<Tally> tallies, ToDoubleFunction<Tally> figure) {
    var mean = mean(tallies, figure);
    var squares =
        tallies.stream().mapToDouble(figure).map(value -> (value - mean) * (value - mean)).sum();
    var degrees = Math.max(1, tallies.size() - 1);
    measured.with(name, mean, StrictMath.sqrt(squares / degrees / tallies.size()));
  }

  private static double mean(List<Tally> tallies, ToDoubleFunction<Tally> figure) {
    return tallies.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static Tally run(Shape shape, long seed) {
    var tally = new Tally();
    var cache = shape.policy().make().apply(Draw.draw(seed, "policy"));
    var jobs = new ArrayList<JobRun>();
    for (var job : shape.jobs().all()) {
      var order = Draw.draw(Draw.draw(seed, "order of a job"), jobs.size());
      jobs.add(new JobRun(job, new UnreadSamples(shape.samples(), order), cache, tally));
    }
    var until = shape.jobs().counted() == Counted.UNTIL_ONE_ENDS;
    var first = shape.jobs().discardedFirst();
    for (int turn = 0; goesOn(jobs, until); turn++) {
      for (var job : jobs) {
        if (!job.ended() && goesOn(jobs, until)) {
          var past = until ? jobs.stream().anyMatch(each -> each.isPast(first)) : job.isPast(first);
          job.turn(turn, past);
        }
      }
    }
    return tally;
  }

  private static boolean goesOn(List<JobRun> jobs, boolean untilOneEnds) {
    return untilOneEnds
        ? jobs.stream().noneMatch(JobRun::ended)
        : !jobs.stream().allMatch(JobRun::ended);
  }
}
