package dev.sheaf.actors.job;

/**
 * What a gateway served to a job since its last report; all figures are increments.
 *
 * @param epoch the epoch the batches belong to
 * @param samples samples delivered, padding and repeats of the same batch not counted
 * @param duplicates samples that a gateway has served before in this epoch, in another batch
 * @param memoryHits samples that were in node memory when asked for
 * @param diskHits samples of packages that came from node disk
 * @param lambdaHits samples of packages that came from Lambda memory
 * @param originSamples samples of packages that had to be read from the origin for this job
 * @param originGets GETs made for it
 * @param originBytes bytes read for it
 * @param waitNanos how long batches waited for bytes
 */
public record Delivery(
    int epoch,
    long samples,
    long duplicates,
    long memoryHits,
    long diskHits,
    long lambdaHits,
    long originSamples,
    long originGets,
    long originBytes,
    long waitNanos) {}
