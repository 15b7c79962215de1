package dev.sheaf.policies.importance;

import java.util.Arrays;
import java.util.List;

/**
 * How important a sample is to all jobs: the mean of its relative importance, weighted by what each
 * job gains from the cache.
 *
 * <p>A job with less than 5 % of all weight is ignored. No job that counts has more than {@code (1
 * + 1/J)/2} of the weight, half way between an equal share and everything; what is cut off goes to
 * the others in proportion. Together with ranks in place of losses this keeps a job from inflating
 * itself: neither larger losses nor a larger rate help beyond that.
 *
 * <p><i>Cost:</i> O(J) a sample.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023) names an aggregated importance value; the
 * released code has none, so weights, threshold and cap are ours.
 */
public final class AggregatedImportance {
  private static final double LEAST_SHARE = 0.05;

  private final double[] shares;

  /** For jobs with these benefits. */
  public AggregatedImportance(List<JobBenefit> jobs) {
    this.shares = shares(jobs.stream().mapToDouble(JobBenefit::weight).toArray());
  }

  /** A job's part in the sum; all parts add up to 1, or to 0 when no job gains anything. */
  public double share(int job) {
    return shares[job];
  }

  /** The largest part that one of {@code jobs} may have. */
  public static double cap(int jobs) {
    return (1 + 1.0 / jobs) / 2;
  }

  /**
   * Of each sample, by id.
   *
   * @param relative the relative importance of each sample to each job
   */
  public double[] of(List<double[]> relative) {
    if (relative.size() != shares.length) {
      throw new IllegalArgumentException(
          "there must be a relative importance for each of %d jobs but there were %d"
              .formatted(shares.length, relative.size()));
    }
    var aggregated = new double[relative.isEmpty() ? 0 : relative.getFirst().length];
    for (int job = 0; job < shares.length; job++) {
      var of = relative.get(job);
      for (int id = 0; id < aggregated.length; id++) {
        aggregated[id] += shares[job] * of[id];
      }
    }
    return aggregated;
  }

  /** The part of each job with such a weight. */
  static double[] shares(double[] weights) {
    var sum = Arrays.stream(weights).sum();
    var counted =
        Arrays.stream(weights)
            .map(weight -> weight > 0 && weight >= LEAST_SHARE * sum ? weight : 0)
            .toArray();
    var total = Arrays.stream(counted).sum();
    if (total == 0) {
      return counted;
    }
    var cap = cap((int) Arrays.stream(counted).filter(weight -> weight > 0).count());
    var largest = Arrays.stream(counted).max().orElse(0) / total;
    var excess = largest > cap;
    return Arrays.stream(counted)
        .map(weight -> weight / total)
        .map(share -> excess ? capped(share, largest, cap) : share)
        .toArray();
  }

  /** The cap is above one half, so only one job can be above it. */
  private static double capped(double share, double largest, double cap) {
    return share == largest ? cap : share * (1 - cap) / (1 - largest);
  }
}
