package dev.sheaf.policies.economics;

/**
 * What a candidate would cost and reach, for all jobs together and one epoch of each.
 *
 * <p><i>Units:</i> micro-dollars.
 *
 * @param units machines or functions; 0 when there are none to count
 * @param samplesPerSecond of each job
 * @param stallShare of each job's time
 * @param readsPerSample origin reads per consumed sample, the first epoch included
 * @param originMicroUsd GETs, bytes, and a packed copy
 * @param servingMicroUsd what the cache asks for reads, writes and refills
 * @param standingMicroUsd what it asks for its room while an epoch lasts
 */
public record Estimate(
    Candidate candidate,
    long units,
    double samplesPerSecond,
    double stallShare,
    double readsPerSample,
    long originMicroUsd,
    long servingMicroUsd,
    long standingMicroUsd) {

  /** All of it. */
  public long microUsd() {
    return originMicroUsd + servingMicroUsd + standingMicroUsd;
  }

  /** Micro-dollars for 10¹² bytes that the jobs consume. */
  public double microUsdPerTerabyte(Workload workload) {
    return microUsd() / (workload.servedBytes() / 1e12);
  }

  /** How long an epoch takes. */
  public double epochSeconds(Workload workload) {
    return workload.samples() / samplesPerSecond;
  }

  /** Whether jobs wait no longer than they may. */
  public boolean meets(Workload workload) {
    return stallShare <= workload.stallLimit() + 1e-12;
  }
}
