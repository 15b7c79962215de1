package dev.sheaf.actors.reading;

/**
 * What a request cost.
 *
 * @param memoryHits samples that were in node memory when asked for
 * @param diskHits samples of packages that came from node disk
 * @param lambdaHits samples of packages that came from Lambda memory
 * @param originSamples samples of the packages this request had read from the origin; a package
 *     that several requests wait for is counted by the one that began the read
 * @param originGets GETs made for them
 * @param originBytes bytes read for them
 * @param waitNanos how long the request waited for bytes
 */
public record ReadCost(
    long memoryHits,
    long diskHits,
    long lambdaHits,
    long originSamples,
    long originGets,
    long originBytes,
    long waitNanos) {
  /** What nothing costs. */
  public static final ReadCost NONE = new ReadCost(0, 0, 0, 0, 0, 0, 0);
}
