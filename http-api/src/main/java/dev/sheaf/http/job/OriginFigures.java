package dev.sheaf.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.job.JobTotals;
import dev.sheaf.policies.economics.OriginBound;

/**
 * Origin reads per consumed sample, beside what no policy can go below: {@link OriginBound}.
 *
 * <p>Efficiency is bound / achieved; it is 1 while nothing was delivered or read.
 *
 * @param cacheFraction the cache's share of the dataset's bytes, 0..1
 * @param epochs passes of the job, at least 1
 * @param jobs how many jobs read the dataset, at least 1
 */
record OriginFigures(double cacheFraction, int epochs, int jobs) {
  void addTo(ObjectNode view, JobTotals totals) {
    var bound = OriginBound.coldRun(cacheFraction, jobs, epochs);
    var reads = ratio(totals.originSamples(), totals.delivered());
    view.put("originReads", totals.originSamples())
        .put("originGets", totals.originGets())
        .put("originBytes", totals.originBytes())
        .put("originReadsPerSample", reads)
        .put("bound", bound)
        .put("originReadsPerSampleSteady", steady(totals))
        .put("boundSteady", OriginBound.steady(cacheFraction, jobs))
        .put("efficiency", reads == 0 ? 1 : bound / reads)
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
