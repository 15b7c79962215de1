package dev.sheaf.policies.economics;

import java.util.Arrays;

/**
 * Origin reads per consumed sample: the least that is possible, and what simple policies reach.
 *
 * <p>{@code c} is the cache's share of the dataset, {@code J} how many jobs read it, {@code E} how
 * many epochs each runs. In one epoch of the fastest job each of N samples is needed, at most c·N
 * of them are cached at its start, and the jobs consume at most J·N together.
 */
public final class OriginBound {
  private OriginBound() {}

  /** Once the cache is warm: {@code (1 - c) / J}. */
  public static double steady(double cacheShare, int jobs) {
    require(cacheShare, jobs);
    return (1 - cacheShare) / jobs;
  }

  /** The mean over a run of {@code epochs} from a cold cache: {@code (1 - c (E - 1) / E) / J}. */
  public static double coldRun(double cacheShare, int jobs, int epochs) {
    require(cacheShare, jobs);
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1 but was " + epochs);
    }
    return (1 - cacheShare * (epochs - 1) / epochs) / jobs;
  }

  /**
   * Once the cache is warm, for jobs of these speeds that all run the same number of epochs: the
   * slower ones finish alone. For speeds 1 and 2 it is {@code 1.5 (1 - c) / J}.
   */
  public static double steady(double cacheShare, int[] speeds) {
    require(cacheShare, speeds.length);
    var ascending = Arrays.stream(speeds).sorted().toArray();
    var epochs = 1.0;
    for (int i = 1; i < ascending.length; i++) {
      // While speed i was the fastest, the next slower one fell this share of its epochs behind.
      epochs += 1 - ascending[i - 1] / (double) ascending[i];
    }
    return epochs * (1 - cacheShare) / speeds.length;
  }

  /** The hit rate of LRU on one job's random epochs: {@code c + (1 - c) ln(1 - c)}. */
  public static double lruHitRate(double cacheShare) {
    require(cacheShare, 1);
    return cacheShare == 1 ? 1 : cacheShare + (1 - cacheShare) * StrictMath.log(1 - cacheShare);
  }

  private static void require(double cacheShare, int jobs) {
    if (!(cacheShare >= 0 && cacheShare <= 1)) {
      throw new IllegalArgumentException("cacheShare must be 0..1 but was " + cacheShare);
    }
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs must be at least 1 but was " + jobs);
    }
  }
}
