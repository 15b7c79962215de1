package dev.sheaf.policies.division;

import java.util.List;

/**
 * A dataset that wants a part of the cache, and the jobs that read it.
 *
 * @param dataset its name; ties are broken by it
 * @param bytes its size
 * @param blockBytes what is filled and dropped as a whole; space is given by the pair, so that one
 *     block fills while the other serves
 */
public record DatasetDemand(String dataset, long bytes, long blockBytes, List<JobBenefit> jobs) {
  /** Of blocks that the dataset has. */
  public DatasetDemand {
    if (bytes < 1 || blockBytes < 1 || blockBytes > bytes) {
      throw new IllegalArgumentException(
          "blockBytes must be 1..%d but was %d".formatted(bytes, blockBytes));
    }
    jobs = List.copyOf(jobs);
  }

  /** The benefit of each byte that is cached: each byte serves its share of every read. */
  public double density() {
    return benefit() / bytes;
  }

  /** The benefit when all of it is cached. */
  public double benefit() {
    return jobs.stream().mapToDouble(JobBenefit::benefit).sum();
  }

  /** What is given at a time. */
  public long pairBytes() {
    return Math.min(bytes, 2 * blockBytes);
  }
}
