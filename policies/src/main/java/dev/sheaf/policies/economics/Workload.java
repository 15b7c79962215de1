package dev.sheaf.policies.economics;

/**
 * Training that is to be fed: jobs of one speed that each run all epochs of one dataset.
 *
 * @param sampleBytes on average
 * @param gpuPerSecond samples that each job trains in a second when it never waits
 * @param stallLimit the share of time that a job may wait for data
 */
public record Workload(
    long samples, long sampleBytes, int jobs, int epochs, double gpuPerSecond, double stallLimit) {
  /** Figures that make sense. */
  public Workload {
    if (samples < 1 || sampleBytes < 1 || jobs < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "samples, sampleBytes, jobs and epochs must be at least 1 but were %d, %d, %d and %d"
              .formatted(samples, sampleBytes, jobs, epochs));
    }
    if (!(gpuPerSecond > 0) || !(stallLimit >= 0 && stallLimit < 1)) {
      throw new IllegalArgumentException(
          "gpuPerSecond must be above 0 and stallLimit 0..1 but were %s and %s"
              .formatted(gpuPerSecond, stallLimit));
    }
  }

  /** The bytes of the dataset. */
  public double datasetBytes() {
    return (double) samples * sampleBytes;
  }

  /** The bytes that all jobs consume in an epoch. */
  public double servedBytes() {
    return datasetBytes() * jobs;
  }
}
