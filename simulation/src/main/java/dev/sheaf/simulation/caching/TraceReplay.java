package dev.sheaf.simulation.caching;

import dev.sheaf.policies.eviction.ItemCache.Verdict;
import dev.sheaf.policies.eviction.ItemPolicy;
import dev.sheaf.policies.eviction.ItemPolicy.Reads;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.workload.Trace;
import dev.sheaf.simulation.workload.TraceFiles;
import dev.sheaf.simulation.workload.TraceReader;
import dev.sheaf.simulation.workload.TraceReader.Columns;
import dev.sheaf.simulation.workload.TraceStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace through a cache, and says what the trace is like.
 *
 * <p>A missed object is admitted with the size that the request was answered with. Sizes are in MB
 * and GB of 10^6 and 10^9 bytes.
 */
public final class TraceReplay implements Experiment {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long TWO_GIB = 1L << 31;

  private final TraceFiles files;

  /** What was read last, since all cases of a scenario usually replay one trace. */
  private @Nullable Last last;

  /** Of traces that are found here. */
  public TraceReplay(TraceFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Run prepare(Parameters in) {
    var policy = ItemPolicy.named(in.choice("policy", "lru", ItemPolicy.labels()));
    var capacityBytes = in.bytes("cache.capacity", "100 GB");
    var columns =
        new Columns(
            in.text("columns.object", Columns.REGISTRY.object()),
            in.text("columns.sizeBytes", Columns.REGISTRY.sizeBytes()),
            in.text("columns.time", Columns.REGISTRY.time()));
    var mostBroken = in.number("mostBrokenRows", 0, 0, Integer.MAX_VALUE);
    var file = files.find(in.text("trace", "dal09_10mb_50h.csv.gz"));
    var trace = read(new Source(file, columns, mostBroken));
    return seed -> replay(trace, policy, capacityBytes, seed).addTo(describe(trace, policy));
  }

  private record Source(Path file, Columns columns, int mostBroken) {}

  private record Last(Source source, Trace trace) {}

  private Trace read(Source source) {
    var read = last;
    if (read == null || !read.source().equals(source)) {
      read =
          new Last(source, TraceReader.read(source.file(), source.columns(), source.mostBroken()));
      last = read;
    }
    return read.trace();
  }

  private static Replayed replay(Trace trace, ItemPolicy policy, long capacityBytes, long seed) {
    var sizes = trace.objectSizesBytes();
    var reads = new Reads(sizes.length, object -> sizes[object], trace::objects);
    var cache = policy.cache(reads, capacityBytes, seed);
    var replayed = new Replayed();
    for (int request = 0; request < trace.requests(); request++) {
      var sizeBytes = trace.sizeBytes(request);
      replayed.count(
          cache.read(trace.object(request), sizeBytes), sizeBytes, trace.atNanos(request));
    }
    replayed.usedBytes = cache.usedBytes();
    return replayed;
  }

  private static Measured describe(Trace trace, ItemPolicy policy) {
    var like = new TraceStatistics(trace);
    var perHour = like.requestsPerHour();
    return new Measured(policy.label())
        .with("requests", trace.requests())
        .with("brokenRows", trace.brokenRows())
        .with("uniqueObjects", trace.uniqueObjects())
        .with("seenOnce", like.seenOnce())
        .with("mostRequested", like.mostRequested())
        .with("mostHitRatio", like.mostHitRatio())
        .with("workingSetBytes", like.workingSetBytes())
        .with("workingSetTo2GiBBytes", like.workingSetBytes(TWO_GIB))
        .with("transferredBytes", like.transferredBytes())
        .with("leastGetsPerHour", Arrays.stream(perHour).min().orElseThrow())
        .with("meanGetsPerHour", trace.requests() / (double) perHour.length)
        .with("mostGetsPerHour", Arrays.stream(perHour).max().orElseThrow())
        .with("sizeP10Bytes", like.sizeBytes(0.1))
        .with("sizeP50Bytes", like.sizeBytes(0.5))
        .with("sizeP90Bytes", like.sizeBytes(0.9))
        .with("sizeP99Bytes", like.sizeBytes(0.99))
        .with("sizeMostBytes", like.sizeBytes(1))
        .with("reuseP50Seconds", like.reuseNanos(0.5) / 1e9)
        .with("reuseP90Seconds", like.reuseNanos(0.9) / 1e9)
        .with("reusedWithinAnHour", like.reusedWithin(HOUR_NANOS));
  }

  /** What became of the requests. */
  private static final class Replayed {
    private final List<long[]> hours = new ArrayList<>();
    private long requests;
    private long hits;
    private long bytes;
    private long hitBytes;
    private long bypassed;
    private long usedBytes;

    void count(Verdict verdict, long sizeBytes, long atNanos) {
      while (hours.size() <= atNanos / HOUR_NANOS) {
        hours.add(new long[2]);
      }
      var hour = hours.getLast();
      requests++;
      bytes += sizeBytes;
      hour[0]++;
      switch (verdict) {
        case HIT -> {
          hits++;
          hitBytes += sizeBytes;
          hour[1]++;
        }
        case BYPASSED -> bypassed++;
        case ADMITTED -> {}
      }
    }

    Measured addTo(Measured measured) {
      return measured
          .with("hitRatio", hits / (double) requests)
          .with("byteHitRatio", bytes == 0 ? 0 : hitBytes / (double) bytes)
          .with("bypassed", bypassed)
          .with("originGets", requests - hits)
          .with("originBytes", bytes - hitBytes)
          .with("usedBytes", usedBytes)
          .curve(
              new Curve(
                  "hit ratio over time (h)",
                  measured.policy(),
                  IntStream.range(0, hours.size()).mapToObj(hour -> (double) hour).toList(),
                  hours.stream().map(hour -> hour[1] / (double) Math.max(1, hour[0])).toList()));
    }
  }
}
