package dev.sheaf.policies.importance;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * How important each sample of a dataset is to its jobs, in 0..1: the mean of the rank percentiles
 * that its losses have with the jobs that have seen it, weighted by what each gains.
 *
 * <p>Percentiles are over losses that are drawn by a seed, all of them where there are no more:
 * they do not change when a job's losses are scaled, and whatever a job reports, they are spread
 * evenly over 0..1. A job that gains nothing has no say, nor has one with less than 5 % of all
 * weight; the largest share is capped ({@link AggregatedImportance}).
 *
 * <p><i>Cost:</i> O(J log {@value #HISTORY}) a sample, {@value #HISTORY} numbers a job; nothing a
 * sample.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023) names an aggregated importance value; the
 * released code has none, so this definition is ours.
 */
public final class AggregatedRanks {
  /** How many losses a percentile is over: it is off by less than 1 % nearly always. */
  static final int HISTORY = 16_384;

  private final List<JobLosses> jobs;
  private final double[] shares;
  private final double[][] histories;

  /**
   * The losses of one job.
   *
   * @param latest the latest loss of each sample, by id; NaN where none is known
   */
  public record JobLosses(Benefit benefit, LongToDoubleFunction latest) {}

  /** Over the losses of these jobs, of a dataset of so many samples. */
  public AggregatedRanks(List<JobLosses> jobs, long samples, long seed) {
    this.jobs = List.copyOf(jobs);
    this.shares =
        AggregatedImportance.shares(
            jobs.stream().mapToDouble(job -> job.benefit().weight()).toArray());
    this.histories = new double[jobs.size()][];
    for (int job = 0; job < histories.length; job++) {
      histories[job] =
          shares[job] > 0
              ? history(jobs.get(job).latest(), samples, Draw.draw(seed, job))
              : new double[0];
    }
  }

  /** Of a sample; NaN when no job that has a say has seen it. */
  public double of(long id) {
    var sum = 0.0;
    var weight = 0.0;
    for (int job = 0; job < shares.length; job++) {
      var loss = histories[job].length == 0 ? Double.NaN : jobs.get(job).latest().applyAsDouble(id);
      if (!Double.isNaN(loss)) {
        sum += shares[job] * LossHistory.percentile(histories[job], loss);
        weight += shares[job];
      }
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }

  private static double[] history(LongToDoubleFunction latest, long samples, long key) {
    var few = samples <= HISTORY;
    var count = (int) Math.min(samples, HISTORY);
    var known = new double[count];
    var found = 0;
    for (int i = 0; i < count; i++) {
      var loss = latest.applyAsDouble(few ? i : Draw.below(Draw.draw(key, i), samples));
      if (!Double.isNaN(loss)) {
        known[found++] = loss;
      }
    }
    var history = Arrays.copyOf(known, found);
    Arrays.sort(history);
    return history;
  }
}
