package dev.sheaf.actors.job;

import dev.sheaf.policies.economics.RunCost;

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
 * @param lambdaMicroRuns its share of the runs of Lambda functions, in millionths of a run; this
 *     and the next two are 0 in journals that did not count them
 * @param lambdaMbMillis its share of their memory, in MB times milliseconds
 * @param lambdaPicoUsd its share of their bill
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
    long steadyOriginSamples,
    long lambdaMicroRuns,
    long lambdaMbMillis,
    long lambdaPicoUsd) {
  /** Nothing yet. */
  public static final JobTotals NONE = new JobTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

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
        steadyOriginSamples + (steady ? d.originSamples() : 0),
        lambdaMicroRuns,
        lambdaMbMillis,
        lambdaPicoUsd);
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
        steadyOriginSamples,
        lambdaMicroRuns,
        lambdaMbMillis,
        lambdaPicoUsd);
  }

  JobTotals plus(RunCost share) {
    var lambda = lambda().plus(share);
    return new JobTotals(
        delivered,
        duplicates,
        missing,
        memoryHits,
        diskHits,
        lambdaHits,
        originSamples,
        originGets,
        originBytes,
        waitNanos,
        steadyDelivered,
        steadyOriginSamples,
        lambda.microRuns(),
        lambda.mbMillis(),
        lambda.picoUsd());
  }

  /** What functions cost for it. */
  public RunCost lambda() {
    return new RunCost(lambdaMicroRuns, lambdaMbMillis, lambdaPicoUsd);
  }
}
