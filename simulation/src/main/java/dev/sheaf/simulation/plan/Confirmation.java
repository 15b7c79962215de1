package dev.sheaf.simulation.plan;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.policies.economics.Estimate;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.pipeline.Pipeline;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a short simulation of the way to the origin says of an estimate: the jobs read a part of an
 * epoch through their cards, what is cached being there at once.
 *
 * @param samples of each job
 * @param predictedStallShare what the closed form says
 * @param simulatedStallShare without the wait for the first batch
 */
public record Confirmation(
    long samples, double predictedStallShare, double simulatedStallShare, long gets) {
  private static final long MOST_GETS = 100_000;
  private static final int ROUNDS = 32;
  private static final int BATCH = 256;
  private static final int MOST_BATCH = 1_000_000;
  private static final double LEAST_READS = 0.002;

  /** Simulates; empty when the origin is hardly read, or is not what the jobs read from. */
  public static Optional<Confirmation> of(PlanQuestion question, Estimate estimate, long seed) {
    var candidate = estimate.candidate();
    var workload = question.workload();
    var reads = estimate.readsPerSample();
    if (reads < LEAST_READS) {
      return Optional.empty();
    }
    var perGet =
        candidate.packed() ? Math.max(1, candidate.packageBytes() / workload.sampleBytes()) : 1;
    var batch = Math.min(MOST_BATCH, Math.max(BATCH, (long) Math.ceil(perGet / reads)));
    var getsOfABatch = Math.max(1, Math.ceil(batch * reads / perGet));
    var prefetch = (int) Math.max(2, Math.ceil(question.site().getsInFlight() / getsOfABatch));
    var most = (long) (MOST_GETS * perGet / reads / workload.jobs());
    var samples = Math.min(workload.samples(), Math.min(most, batch * prefetch * ROUNDS));
    var in = new TreeMap<String, Object>();
    in.put("dataset.samples", samples);
    in.put("dataset.sample-bytes", workload.sampleBytes() + " B");
    in.put("dataset.samples-per-get", perGet);
    in.put("jobs.batch", batch);
    in.put("jobs.count", workload.jobs());
    in.put("cache.fraction", Math.max(0, 1 - reads));
    in.put("world.nodes", workload.jobs());
    in.put("world.trainer.rate", workload.gpuPerSecond());
    in.put("world.trainer.decode-cores", 0);
    in.put("world.trainer.prefetch", prefetch);
    in.putAll(site(question));
    var parameters = new Parameters(ConfigFactory.parseMap(in));
    var figures = new Pipeline().prepare(parameters).measure(seed).figures();
    var first = figures.getOrDefault("firstBatchSeconds", 0.0);
    var stall = figures.getOrDefault("stallSeconds", 0.0) - first;
    var lasts = figures.getOrDefault("epochSeconds", 1.0) - first;
    return Optional.of(
        new Confirmation(
            samples,
            estimate.stallShare(),
            stall / lasts,
            Math.round(figures.getOrDefault("originGets", 0.0))));
  }

  private static Map<String, Object> site(PlanQuestion question) {
    var site = question.site();
    return Map.of(
        "world.origin.bandwidth", (long) site.originBytesPerSecond() + " B/s",
        "world.origin.request-bandwidth", (long) site.getBytesPerSecond() + " B/s",
        "world.origin.request-rate", site.getsPerSecond(),
        "world.origin.latency", site.getNanos() + " ns",
        "world.origin.latency-sigma", 0,
        "world.node.nic", (long) site.nicBytesPerSecond() + " B/s");
  }
}
