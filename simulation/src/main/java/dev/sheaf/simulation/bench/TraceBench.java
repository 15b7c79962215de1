package dev.sheaf.simulation.bench;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.workload.TraceFiles;
import dev.sheaf.simulation.workload.TraceReader;
import dev.sheaf.simulation.workload.TraceReader.Columns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Replays a recorded trace: {@link ReplayBench}, of 50 hours of an image registry. */
public final class TraceBench implements Bench {
  private static final String TRACE = "dal09_10mb_50h.csv.gz";
  private static final String CAFFEINE = "caffeine";

  private final TraceFiles files;

  /** Over the traces of {@code files}. */
  public TraceBench(TraceFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String about() {
    return "requests a second of our LRU on a real trace, beside Caffeine";
  }

  /** Caffeine comes with the simulator: it is measured whether it is asked for or not. */
  @Override
  public List<String> anchors() {
    return List.of(CAFFEINE);
  }

  @Override
  public Optional<String> lacking() {
    try {
      files.find(TRACE);
      return Optional.empty();
    } catch (BadScenario absent) {
      return Optional.ofNullable(absent.getMessage());
    }
  }

  @Override
  public Supplier<BenchResult> prepare(Parameters in, String anchor) {
    var file = files.find(in.text("trace", TRACE));
    var capacityBytes = in.bytes("cache.memory", "100 GB");
    var rounds = in.number("rounds", in.flag(QUICK, false) ? 3 : 9, 1, 1_000);
    var passes = in.number("passes", 10, 1, 10_000);
    return () -> result(in.used(), run(file, capacityBytes, rounds, passes));
  }

  private static Effort<ReplayBench.Result> run(
      Path file, long capacityBytes, int rounds, int passes) {
    var trace = TraceReader.read(file, Columns.REGISTRY, 0);
    return Effort.of(() -> new ReplayBench(trace, capacityBytes).run(rounds, passes));
  }

  private BenchResult result(Map<String, String> params, Effort<ReplayBench.Result> effort) {
    var result = effort.result();
    var ours =
        new Figures()
            .with("requestsPerSecond", result.lruRequestsPerSecond())
            .with("hitRatio", result.lruHitRatio())
            .with("requests", result.requests())
            .with("wallSeconds", effort.wallSeconds())
            .with("cpuSeconds", effort.cpuSeconds())
            .with("loadAverage", effort.loadAverage());
    var anchor =
        new Figures()
            .with("name", CAFFEINE)
            .with("requestsPerSecond", result.caffeineTinyLfuRequestsPerSecond())
            .with("hitRatio", result.caffeineTinyLfuHitRatio());
    return new BenchResult(name(), params, ours.all(), anchor.all(), result.ratio());
  }
}
