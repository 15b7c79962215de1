package dev.sheaf.node.comparison;

/**
 * What the same jobs cost the origin under one policy.
 *
 * @param readsPerSample samples fetched from the origin per sample delivered, over the whole run
 * @param bound no policy can read less over the whole run, of jobs of one speed
 * @param readsPerSampleSteady the same from the first job's second epoch on, until a job ends
 * @param boundSteady no policy can read less in that time
 * @param hitRatio share of the samples that were in node memory when asked for
 * @param duplicates samples that an epoch had twice, as the readers saw it
 * @param missing samples that an epoch did not have
 * @param wallSeconds how long all jobs took together
 */
public record PolicyFigures(
    String policy,
    double readsPerSample,
    double bound,
    double readsPerSampleSteady,
    double boundSteady,
    double hitRatio,
    long gets,
    long originBytes,
    long delivered,
    long duplicates,
    long missing,
    double wallSeconds) {
  /** Bound / achieved, once the cache is warm. */
  public double efficiencySteady() {
    return readsPerSampleSteady == 0 ? 1 : boundSteady / readsPerSampleSteady;
  }
}
