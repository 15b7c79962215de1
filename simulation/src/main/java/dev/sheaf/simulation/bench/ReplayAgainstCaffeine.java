package dev.sheaf.simulation.bench;

import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.workload.TraceFiles;
import dev.sheaf.simulation.workload.TraceReader;
import dev.sheaf.simulation.workload.TraceReader.Columns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@link ReplayBench} as a benchmark of the command line: how fast a trace is replayed. */
public final class ReplayAgainstCaffeine implements Bench {
  private static final String CAFFEINE = "caffeine";

  private final TraceFiles files;

  /** Of traces that are found here. */
  public ReplayAgainstCaffeine(TraceFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String about() {
    return "requests a second of a trace through our LRU";
  }

  @Override
  public List<String> anchors() {
    return List.of(CAFFEINE);
  }

  @Override
  public Supplier<BenchResult> prepare(Parameters in, String anchor) {
    var name = in.text("trace", "dal09_10mb_50h.csv.gz");
    var capacityBytes = in.bytes("cache.capacity", "100 GB");
    var rounds = in.number("rounds", 5, 1, 1_000);
    var passes = in.number("passes", 20, 1, 10_000);
    var trace = TraceReader.read(files.find(name), Columns.REGISTRY, 0);
    return () -> {
      var result = new ReplayBench(trace, capacityBytes).run(rounds, passes);
      return new BenchResult(
          name(),
          in.used(),
          ours(result),
          anchor.isEmpty() ? null : caffeine(result),
          ratio(result, anchor));
    };
  }

  private static Map<String, Object> ours(ReplayBench.Result result) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("requestsPerSecond", result.lruRequestsPerSecond());
    figures.put("hitRatio", result.lruHitRatio());
    return figures;
  }

  private static Map<String, Object> caffeine(ReplayBench.Result result) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("name", CAFFEINE);
    figures.put("requestsPerSecond", result.caffeineTinyLfuRequestsPerSecond());
    figures.put("hitRatio", result.caffeineTinyLfuHitRatio());
    return figures;
  }

  private static @org.jspecify.annotations.Nullable Double ratio(
      ReplayBench.Result result, String anchor) {
    return anchor.isEmpty() ? null : result.ratio();
  }
}
