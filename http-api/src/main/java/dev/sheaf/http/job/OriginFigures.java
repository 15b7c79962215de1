package dev.sheaf.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.job.JobTotals;

/**
 * Origin reads per consumed sample, beside what no policy can go below.
 *
 * <p>For J jobs over the same dataset, a cache of the fraction c of its bytes, and E epochs from
 * cold: reads per sample are at least (1 − c·(E−1)/E) / J over the run, and (1 − c) / J without the
 * first epoch. Efficiency is bound / achieved; it is 1 while nothing was delivered or read.
 *
 * @param cacheFraction c, 0..1
 * @param epochs E, at least 1
 * @param jobs J, at least 1
 */
record OriginFigures(double cacheFraction, int epochs, int jobs) {
  double bound() {
    return (1 - cacheFraction * (epochs - 1) / epochs) / jobs;
  }

  double boundSteady() {
    return (1 - cacheFraction) / jobs;
  }

  void addTo(ObjectNode view, JobTotals totals) {
    var reads = ratio(totals.originSamples(), totals.delivered());
    view.put("originReads", totals.originSamples())
        .put("originGets", totals.originGets())
        .put("originBytes", totals.originBytes())
        .put("originReadsPerSample", reads)
        .put("bound", bound())
        .put("originReadsPerSampleSteady", steady(totals))
        .put("boundSteady", boundSteady())
        .put("efficiency", reads == 0 ? 1 : bound() / reads)
        .put("cacheFraction", cacheFraction)
        .put("jobs", jobs);
  }

  private static double steady(JobTotals totals) {
    return ratio(totals.steadyOriginSamples(), totals.steadyDelivered());
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
