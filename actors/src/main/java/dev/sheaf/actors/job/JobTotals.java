package dev.sheaf.actors.job;

/**
 * What a job was served since it was submitted; "steady" leaves out the first epoch.
 *
 * @param delivered samples delivered and not repeated
 * @param duplicates samples that a gateway served in two batches of an epoch; 0 by construction of
 *     the ledger, and counted from what was served
 * @param missing samples that could not be delivered
 * @param memoryHits samples that were in node memory when asked for
 * @param diskHits samples of packages that came from node disk when asked for
 * @param lambdaHits the same, from Lambda memory
 * @param originSamples samples read from the origin for this job
 * @param originGets GETs made for it
 * @param originBytes bytes read for it
 * @param waitNanos how long its batches waited for bytes
 * @param steadyDelivered delivered from the second epoch on
 * @param steadyOriginSamples originSamples from the second epoch on
 */
public record JobTotals(
    long delivered,
    long duplicates,
    long missing,
    long memoryHits,
    long diskHits,
    long lambdaHits,
    long originSamples,
    long originGets,
    long originBytes,
    long waitNanos,
    long steadyDelivered,
    long steadyOriginSamples) {
  /** Nothing yet. */
  public static final JobTotals NONE = new JobTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  JobTotals plus(Delivery d) {
    var steady = d.epoch() > 0;
    return new JobTotals(
        delivered + d.samples(),
        duplicates + d.duplicates(),
        missing,
        memoryHits + d.memoryHits(),
        diskHits + d.diskHits(),
        lambdaHits + d.lambdaHits(),
        originSamples + d.originSamples(),
        originGets + d.originGets(),
        originBytes + d.originBytes(),
        waitNanos + d.waitNanos(),
        steadyDelivered + (steady ? d.samples() : 0),
        steadyOriginSamples + (steady ? d.originSamples() : 0));
  }

  JobTotals plusMissing(int count) {
    return new JobTotals(
        delivered,
        duplicates,
        missing + count,
        memoryHits,
        diskHits,
        lambdaHits,
        originSamples,
        originGets,
        originBytes,
        waitNanos,
        steadyDelivered,
        steadyOriginSamples);
  }
}
