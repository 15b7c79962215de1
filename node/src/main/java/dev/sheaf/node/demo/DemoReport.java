package dev.sheaf.node.demo;

import dev.sheaf.node.comparison.PolicyFigures;
import java.util.List;

/** What a demo found; the fields are the keys of {@code demo --json}. */
public record DemoReport(
    Dataset dataset,
    List<Job> jobs,
    Ensemble ensemble,
    Origin origin,
    Cache cache,
    Lambda lambda,
    List<PolicyFigures> comparison,
    double wallSeconds,
    double samplesPerSecond,
    long seed) {
  /** A report that owns its lists. */
  public DemoReport {
    jobs = List.copyOf(jobs);
    comparison = List.copyOf(comparison);
  }

  /** The same with what the jobs cost under other policies. */
  DemoReport beside(List<PolicyFigures> others) {
    return new DemoReport(
        dataset,
        jobs,
        ensemble,
        origin,
        cache,
        lambda,
        others,
        wallSeconds,
        samplesPerSecond,
        seed);
  }

  /** The same with what the functions did. */
  DemoReport with(Lambda functions) {
    return new DemoReport(
        dataset,
        jobs,
        ensemble,
        origin,
        cache,
        functions,
        comparison,
        wallSeconds,
        samplesPerSecond,
        seed);
  }

  /** The report as a person reads it. */
  public String table() {
    return DemoTable.of(this);
  }

  /** The dataset that was trained on; test samples not counted. */
  public record Dataset(String name, long samples, int classes, long bytes) {}

  /**
   * What one job read, delivered and learned.
   *
   * @param shuffleQuality of its order: about 1 for a uniform permutation; NaN where too few
   *     samples were assigned to say, or they were selected
   */
  public record Job(
      String name,
      int epochs,
      long samplesDelivered,
      long duplicates,
      long missing,
      double trainLossFirst,
      double trainLossLast,
      double testAccuracy,
      double stallSeconds,
      double shuffleQuality) {}

  /** The members' vote. */
  public record Ensemble(double testAccuracy, int members) {}

  /**
   * What was read from the origin for the jobs; test reads are not counted.
   *
   * @param reads samples fetched; a package read counts all its samples
   * @param readsPerSample reads per sample delivered, over the whole run
   * @param bound the least that is possible for a cold run of these epochs
   * @param efficiency bound / readsPerSample
   * @param boundSteady the least that is possible once the cache is warm
   * @param readsPerSampleSteady without the first epoch; equal to readsPerSample with one epoch
   * @param kind the origin's label, which says when an object store is emulated
   */
  public record Origin(
      long reads,
      long gets,
      long bytes,
      double readsPerSample,
      double bound,
      double efficiency,
      double boundSteady,
      double readsPerSampleSteady,
      String kind) {}

  /** The cache that the jobs shared. */
  public record Cache(double fraction, long capacityBytes, double hitRatio) {}

  /**
   * The Lambda tier: zeros while it is off.
   *
   * @param unattributedMicroUsd of the cost, what is on no job's account
   */
  public record Lambda(
      int nodes, long chunksRead, long reclaimed, long costMicroUsd, double unattributedMicroUsd) {
    static final Lambda OFF = new Lambda(0, 0, 0, 0, 0);
  }
}
