package dev.sheaf.simulation.preparation;

import dev.sheaf.policies.economics.InputStalls;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;

/**
 * Profiles a training run as DS-Analyzer does: three short runs (synthetic data, everything cached,
 * part of it cached), each through the same pipeline of fetching, preparing and training.
 */
public final class InputWaits implements Experiment {
  @Override
  public String name() {
    return "inputWaits";
  }

  /** What a run is made of. */
  private record Setting(
      int batches,
      int batchSamples,
      double sampleBytes,
      double datasetBytes,
      double cachedBytes,
      double memoryBytesPerSecond,
      double diskBytesPerSecond,
      double preparedPerSecond,
      double ingestedPerSecond,
      double spread,
      int ahead) {

    double cachedShare() {
      return cachedBytes / datasetBytes;
    }

    double fetchSeconds(double share) {
      return InputStalls.fetchSeconds(
          share * batchSamples * sampleBytes,
          batchSamples * sampleBytes,
          memoryBytesPerSecond,
          diskBytesPerSecond);
    }
  }

  @Override
  public Run prepare(Parameters in) {
    var dataset = Math.max(1, in.bytes("dataset.bytes", "146 GB"));
    var setting =
        new Setting(
            in.number("jobs.batches", 2000, 10, 1_000_000),
            in.number("jobs.batchSamples", 256, 1, 100_000),
            Math.max(1, in.bytes("dataset.sampleBytes", "114 kB")),
            dataset,
            dataset * in.ratio("cache.fraction", 0.35, 0, 1),
            Math.max(1, in.bytesPerSecond("world.memoryBandwidth", "20 GB/s")),
            Math.max(1, in.bytesPerSecond("world.origin.bandwidth", "525 MB/s")),
            in.ratio("world.preparedSamplesPerSecond", 6000, 1, 1e9),
            in.ratio("jobs.samplesPerSecond", 9000, 1, 1e9),
            in.ratio("world.spread", 0.2, 0, 0.99),
            in.number("policy.batchesAhead", 8, 1, 10_000));
    return seed -> measure(setting, new RandomStream(seed, "pipeline"));
  }

  private static Measured measure(Setting in, RandomStream chance) {
    var train = in.batchSamples() / in.ingestedPerSecond();
    var prepare = in.batchSamples() / in.preparedPerSecond();
    var ingestion = rate(in, chance, 0, 0, train);
    var cached = rate(in, chance, in.fetchSeconds(1), prepare, train);
    var cold = rate(in, chance, in.fetchSeconds(0), prepare, train);
    var partly = rate(in, chance, in.fetchSeconds(in.cachedShare()), prepare, train);
    var stalls = new InputStalls(ingestion, cached, cold);
    var withCache = new InputStalls(ingestion, cached, partly);
    var bytes = in.sampleBytes() * Math.min(in.preparedPerSecond(), in.ingestedPerSecond());
    return new Measured("three runs")
        .with("ingestionSamplesPerSecond", ingestion)
        .with("cachedSamplesPerSecond", cached)
        .with("coldSamplesPerSecond", cold)
        .with("partlyCachedSamplesPerSecond", partly)
        .with("preparationSharePercent", 100 * stalls.preparationShare())
        .with("fetchSharePercent", 100 * stalls.fetchShare())
        .with("partlyCachedFetchSharePercent", 100 * withCache.fetchShare())
        .with(
            "datasetFetchSeconds",
            InputStalls.fetchSeconds(
                in.cachedBytes(),
                in.datasetBytes(),
                in.memoryBytesPerSecond(),
                in.diskBytesPerSecond()))
        .with(
            "leastCachedPercent",
            100
                * InputStalls.leastCachedShare(
                    bytes, in.memoryBytesPerSecond(), in.diskBytesPerSecond()));
  }

  /** Samples a second through stages with room for a few batches between them. */
  private static double rate(
      Setting in, RandomStream chance, double fetch, double prepare, double train) {
    var ahead = in.ahead();
    var prepared = new double[ahead];
    var trained = new double[ahead];
    var fetchedAt = 0.0;
    var preparedAt = 0.0;
    var trainedAt = 0.0;
    for (int batch = 0; batch < in.batches(); batch++) {
      var place = batch % ahead;
      fetchedAt = Math.max(fetchedAt, prepared[place]) + spread(in, chance, fetch);
      preparedAt =
          Math.max(Math.max(preparedAt, fetchedAt), trained[place]) + spread(in, chance, prepare);
      trainedAt = Math.max(trainedAt, preparedAt) + train;
      prepared[place] = preparedAt;
      trained[place] = trainedAt;
    }
    return in.batches() * in.batchSamples() / trainedAt;
  }

  private static double spread(Setting in, RandomStream chance, double seconds) {
    return seconds * (1 + in.spread() * (2 * chance.uniform() - 1));
  }
}
