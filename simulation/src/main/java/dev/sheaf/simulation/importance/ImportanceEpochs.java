package dev.sheaf.simulation.importance;

import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.importance.LossPercentileSampler.Settings;
import dev.sheaf.policies.packaging.PackageForming;
import dev.sheaf.policies.packaging.ReadAheadQueue;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One job that reads by importance over a cache that keeps by importance, for a number of epochs.
 *
 * <p>Samples of high importance are looked up in the H-cache and admitted when they are more
 * important than the least one held; for one of low importance another that was read ahead may be
 * delivered. Times are of a pipeline that overlaps reading with computing: an epoch takes the
 * longer of both. {@code speedupOverBase} is over the same job without importance and with an LRU
 * cache of the same size, {@code speedupOverPinned} over one with a pinned cache, both by their
 * closed form.
 *
 * <p>This is not exactly-once training, and its effect on accuracy is not simulated.
 */
public final class ImportanceEpochs implements Experiment {
  @Override
  public String name() {
    return "importance-cache";
  }

  @Override
  public Run prepare(Parameters in) {
    var settings = SelectionShares.settings(in);
    var epochs = in.number("jobs.epochs", 30, 1, 1_000);
    var shape =
        new Shape(
            in.number("dataset.samples", 20_000, 100, 2_000_000),
            in.bytes("dataset.sampleSize", "114 kB"),
            epochs,
            in.number("jobs.discardedFirst", 0, 0, epochs - 1),
            in.ratio("cache.fraction", 0.2, 0, 1),
            in.ratio("cache.highShare", 0.9, 0, 1),
            in.number("cache.buffer", ReadAheadQueue.PUBLISHED_BUFFER_SAMPLES, 1, 1_000_000),
            settings,
            losses(in),
            packages(in),
            forming(in.bytes("policy.packageSize", "8 MB")),
            in.ratio("policy.leastHighShare", 0.8, 0.001, 2));
    var pace = pace(in);
    return seed -> measure(shape, pace, seed);
  }

  /**
   * The job, its dataset and its cache.
   *
   * @param discardedEpochs how many epochs at the beginning are not counted
   * @param cacheFraction of the dataset that the cache holds
   * @param highFraction of the cache that is the H-cache; the rest is the queue of read-ahead
   * @param samplesPerGet how many samples of low importance one GET brings
   * @param leastHighShare a derived package with less of high importance is dropped at a roll
   */
  record Shape(
      int samples,
      long sampleBytes,
      int epochs,
      int discardedEpochs,
      double cacheFraction,
      double highFraction,
      int bufferSamples,
      Settings settings,
      LossModel losses,
      double samplesPerGet,
      PackageForming forming,
      double leastHighShare) {
    int highSamples() {
      return (int) Math.round(samples * cacheFraction * highFraction);
    }

    int queueSamples() {
      return (int) Math.round(samples * cacheFraction * (1 - highFraction));
    }
  }

  /**
   * How fast the world is.
   *
   * @param readers parallel readers, each with one GET at a time
   */
  record Pace(long computeNanos, long latencyNanos, long bytesPerSecond, int readers) {
    double ioSeconds(double gets, double bytes) {
      return Math.max(gets * latencyNanos / 1e9 / readers, bytes / bytesPerSecond);
    }

    double epochSeconds(double trained, double gets, double bytes) {
      return Math.max(trained * computeNanos / 1e9, ioSeconds(gets, bytes));
    }
  }

  static LossModel losses(Parameters in) {
    return new LossModel(
        in.ratio("jobs.losses.spread", 1, 0, 10),
        in.ratio("jobs.losses.noise", 0.3, 0, 10),
        in.ratio("jobs.losses.decayEpochs", 30, 0.1, 1e9));
  }

  private static Pace pace(Parameters in) {
    return new Pace(
        in.nanos("jobs.computePerSample", "100 us"),
        in.nanos("world.origin.latency", "2 ms"),
        in.bytesPerSecond("world.origin.bandwidth", "10 Gb/s"),
        in.number("jobs.readers", 8, 1, 10_000));
  }

  private static double packages(Parameters in) {
    var form = in.choice("policy.packaging", "single", List.of("single", "packages"));
    var target = in.bytes("policy.packageSize", "8 MB");
    var sample = in.bytes("dataset.sampleSize", "114 kB");
    if (form.equals("single")) {
      return 1;
    }
    var ids = IntStream.range(0, 10_000).toArray();
    return ids.length / (double) forming(target).form(0, ids, id -> sample, 0).size();
  }

  private static PackageForming forming(long targetBytes) {
    try {
      return new PackageForming(targetBytes);
    } catch (IllegalArgumentException e) {
      throw new BadScenario("policy.packageSize: " + e.getMessage());
    }
  }

  private static Measured measure(Shape shape, Pace pace, long seed) {
    var job = new ImportanceJob(shape, seed);
    var total = new Tally();
    var selective = new Tally();
    var full = new Tally();
    for (int epoch = 0; epoch < shape.epochs(); epoch++) {
      var tally = job.epoch(epoch);
      if (epoch < shape.discardedEpochs()) {
        continue;
      }
      total.add(tally);
      if (shape.settings().fullAccess(epoch)) {
        full.add(tally);
      } else {
        selective.add(tally);
      }
    }
    var measured =
        new Measured(shape.settings().asReleased() ? "importanceAsReleased" : "importance")
            .with("hitRatio", total.per(total.hits))
            .with("hitRatioFullEpochs", full.per(full.hits))
            .with("hitRatioSelectiveEpochs", selective.per(selective.hits))
            .with("highHitRatio", selective.highHits / Math.max(1.0, selective.high))
            .with("substitutedShare", selective.per(selective.substituted))
            .with("selectedShare", selective.delivered / epochsOf(selective, shape))
            .with("originReadsPerSample", total.per(total.reads))
            .with("originGetsPerSample", total.per(total.gets))
            .with("unusedReadsPerSample", total.per(total.unused))
            .with("resealedShare", selective.sealedBytes / Math.max(1, selective.derivedBytes))
            .with("derivedSpaceOverHigh", selective.derivedBytes / Math.max(1, selective.highBytes))
            .with("repeatedShare", selective.per(selective.repeated))
            .with("forgottenShare", selective.forgotten / Math.max(1, selective.selected));
    return times(measured, shape, pace, total);
  }

  private static double epochsOf(Tally tally, Shape shape) {
    return Math.max(1.0, (double) tally.epochs * shape.samples());
  }

  private static Measured times(Measured measured, Shape shape, Pace pace, Tally total) {
    var size = (double) shape.sampleBytes();
    var all = (double) shape.samples() * total.epochs;
    var lruMisses = all * (1 - OriginBound.lruHitRate(shape.cacheFraction()));
    var pinnedMisses = all * (1 - shape.cacheFraction());
    var seconds = pace.epochSeconds(total.delivered, total.gets, total.reads * size);
    var sampled = total.delivered / all;
    var base = pace.epochSeconds(all, lruMisses, lruMisses * size);
    return measured
        .with("trainedShare", sampled)
        .with("samplingSpeedupCached", 1 / sampled)
        .with(
            "samplingSpeedup", base / pace.epochSeconds(sampled * all, lruMisses, lruMisses * size))
        .with("speedupOverBase", base / seconds)
        .with(
            "speedupOverPinned",
            pace.epochSeconds(all, pinnedMisses, pinnedMisses * size) / seconds)
        .with(
            "ioTimeOverBase",
            pace.ioSeconds(lruMisses, lruMisses * size)
                / pace.ioSeconds(total.gets, total.reads * size))
        .with("stallShare", 1 - total.delivered * pace.computeNanos() / 1e9 / seconds);
  }

  /** What was counted. */
  static final class Tally {
    int epochs;
    double selected;
    double delivered;
    double high;
    double hits;
    double highHits;
    double substituted;
    double reads;
    double gets;
    double unused;
    double repeated;
    double forgotten;
    double sealedBytes;
    double derivedBytes;
    double highBytes;

    void add(Tally other) {
      epochs += other.epochs;
      selected += other.selected;
      delivered += other.delivered;
      high += other.high;
      hits += other.hits;
      highHits += other.highHits;
      substituted += other.substituted;
      reads += other.reads;
      gets += other.gets;
      unused += other.unused;
      repeated += other.repeated;
      forgotten += other.forgotten;
      sealedBytes += other.sealedBytes;
      derivedBytes += other.derivedBytes;
      highBytes += other.highBytes;
    }

    double per(double count) {
      return count / Math.max(1, delivered);
    }
  }
}
