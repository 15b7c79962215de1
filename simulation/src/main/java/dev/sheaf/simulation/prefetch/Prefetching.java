package dev.sheaf.simulation.prefetch;

import dev.sheaf.policies.prefetch.Caps;
import dev.sheaf.policies.prefetch.FixedReaders;
import dev.sheaf.policies.prefetch.OccupancyTuner;
import dev.sheaf.policies.prefetch.PrefetchTuner;
import dev.sheaf.policies.prefetch.WaitTuner;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * Tunes how far one job reads ahead, while its pace changes.
 *
 * <p>{@code policy.tuner} is wait (ours), prismaAsReleased or fixed. {@code jobs.paces} are what
 * the consumer does, one after the other.
 */
public final class Prefetching implements Experiment {
  private static final List<String> TUNERS = List.of("wait", "prismaAsReleased", "fixed");

  @Override
  public String name() {
    return "prefetch";
  }

  /** What a run is made of. */
  record Setting(
      Readers.Origin origin,
      int samples,
      long sampleBytes,
      double spread,
      List<Pace> paces,
      Supplier<PrefetchTuner> tuner,
      long leastBufferBytes,
      int unlisted) {

    /** The size of a sample: uniform around the mean. */
    LongUnaryOperator bytesOf(long seed) {
      var width = Math.round(2 * spread * sampleBytes);
      var least = sampleBytes - width / 2;
      return width == 0 ? id -> sampleBytes : id -> least + Draw.below(Draw.draw(seed, id), width);
    }

    long endNanos() {
      return paces.stream().mapToLong(Pace::forNanos).sum();
    }

    /** More samples than can be consumed. */
    int reads() {
      var reads = 0.0;
      for (var pace : paces) {
        reads += pace.samplesPerSecond() * pace.forNanos() / 1e9;
      }
      return (int) Math.min(20_000_000, Math.ceil(reads) + 1000);
    }
  }

  @Override
  public Run prepare(Parameters in) {
    var sampleBytes = in.bytes("dataset.sampleBytes", "110 kB");
    var spread = in.ratio("dataset.spread", 0, 0, 0.99);
    var least = Math.round(sampleBytes * (1 + spread)) + 1;
    var setting =
        new Setting(
            origin(in),
            in.number("dataset.samples", 20_000, 1, 10_000_000),
            sampleBytes,
            spread,
            paces(in),
            tuner(in, sampleBytes, least),
            least,
            in.number("faults.unlistedReads", 0, 0, 1000));
    return seed -> measure(setting, seed);
  }

  private static Measured measure(Setting setting, long seed) {
    return new Tuning(setting, setting.tuner().get(), seed).measure();
  }

  private static Readers.Origin origin(Parameters in) {
    return new Readers.Origin(
        in.nanos("world.origin.latency", "20 ms"),
        in.ratio("world.origin.jitter", 0.25, 0, 1),
        Math.max(1, in.bytesPerSecond("world.origin.readerBandwidth", "50 MB/s")),
        in.number("world.origin.mostReaders", 1_000_000, 1, 1_000_000));
  }

  private static List<Pace> paces(Parameters in) {
    var paces =
        in.list("jobs.paces", List.of("train 250/s for 120 s")).stream().map(Pace::parse).toList();
    if (paces.isEmpty()) {
      throw new BadScenario("jobs.paces must have at least one pace but was empty");
    }
    return paces;
  }

  private static Supplier<PrefetchTuner> tuner(Parameters in, long sampleBytes, long least) {
    var name = in.choice("policy.tuner", "wait", TUNERS);
    var readers = in.number("policy.readers", 4, 1, 10_000);
    var most = in.number("policy.mostReaders", 64, 1, 10_000);
    var buffer = in.bytes("policy.buffer", "16 MB");
    var jobCap = in.bytes("policy.jobBufferCap", "64 MB");
    var nodeCap = in.bytes("policy.nodeBufferCap", "1 GB");
    if (Math.min(buffer, Math.min(jobCap, nodeCap)) < 4 * least) {
      throw new BadScenario(
          "policy.buffer and its caps must hold four samples of up to %d bytes".formatted(least));
    }
    var caps = new Caps(most, 4 * least, jobCap, nodeCap);
    return () ->
        switch (name) {
          case "wait" -> new WaitTuner(caps);
          case "prismaAsReleased" -> new OccupancyTuner(sampleBytes, most);
          default -> new FixedReaders(readers, buffer);
        };
  }
}
