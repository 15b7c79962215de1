package dev.sheaf.node.comparison;

/**
 * What the same jobs cost the origin under one policy.
 *
 * @param readsPerSample samples fetched from the origin per sample delivered, over the whole run
 * @param readsPerSampleSteady the same without the first epoch
 * @param bound no policy can read less over the whole run
 * @param boundSteady no policy can read less once the cache is warm
 * @param hitRatio share of the samples that were in node memory when asked for
 * @param duplicates samples that an epoch had twice, as the readers saw it
 * @param missing samples that an epoch did not have
 * @param stallSeconds how long the readers waited for batches, in all
 */
public record PolicyFigures(
    String policy,
    double readsPerSample,
    double readsPerSampleSteady,
    double bound,
    double boundSteady,
    long gets,
    long originBytes,
    double hitRatio,
    long delivered,
    long duplicates,
    long missing,
    double stallSeconds) {
  /** Bound / achieved, once the cache is warm. */
  public double efficiencySteady() {
    return readsPerSampleSteady == 0 ? 1 : boundSteady / readsPerSampleSteady;
  }
}
