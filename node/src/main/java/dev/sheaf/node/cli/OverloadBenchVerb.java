package dev.sheaf.node.cli;

import dev.sheaf.node.bench.OverloadBench;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what is left of a node's peak when several times as much is asked of it. */
@Command(
    name = "overload",
    mixinStandardHelpOptions = true,
    description = "A flood at a node of its own, beside the node's peak in the same run.")
final class OverloadBenchVerb implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Option(names = "--heap", defaultValue = "512", description = "${DEFAULT-VALUE} MiB, the node's")
  int heap;

  @Option(
      names = "--route",
      paramLabel = "data-port|api",
      defaultValue = "data-port",
      description = "${DEFAULT-VALUE}: at which port the flood comes")
  String route = "data-port";

  @Option(names = "--samples", defaultValue = "4096", description = "${DEFAULT-VALUE}")
  int samples;

  @Option(names = "--sample-bytes", defaultValue = "110000", description = "${DEFAULT-VALUE}")
  int sampleBytes;

  @Option(names = "--batch", defaultValue = "256", description = "${DEFAULT-VALUE}")
  int batch;

  @Option(names = "--jobs", defaultValue = "4", description = "${DEFAULT-VALUE}")
  int jobs;

  @Option(names = "--times", defaultValue = "10", description = "${DEFAULT-VALUE}, of the peak")
  int times;

  @Option(
      names = "--connections",
      defaultValue = "1000",
      description = "${DEFAULT-VALUE} at most, of the flood")
  int connections;

  @Option(
      names = "--deadline",
      defaultValue = "1000",
      description = "${DEFAULT-VALUE} milliseconds, of each request")
  int deadline;

  @Option(names = "--seconds", defaultValue = "5", description = "${DEFAULT-VALUE} of each part")
  int seconds;

  @Override
  public Integer call() throws InterruptedException {
    if (!route.equals("data-port") && !route.equals("api")) {
      throw CliException.wrongUse("--route must be data-port or api but was " + route);
    }
    BenchVerb.hold("--heap", heap, 1 << 20);
    BenchVerb.hold("--samples", samples, 1_000_000);
    BenchVerb.hold("--sample-bytes", sampleBytes, 16 << 20);
    BenchVerb.hold("--batch", batch, samples);
    BenchVerb.hold("--jobs", jobs, 64);
    BenchVerb.hold("--times", times, 1_000);
    BenchVerb.hold("--connections", connections, 4_000);
    BenchVerb.hold("--deadline", deadline, 120_000);
    BenchVerb.hold("--seconds", seconds, 600);
    try {
      var params =
          new OverloadBench.Params(
              route.equals("data-port"),
              heap,
              samples,
              sampleBytes,
              batch,
              jobs,
              times,
              connections,
              deadline,
              seconds);
      var result = new OverloadBench(params, output::say).run();
      output.result(result, BenchVerb.table(result));
      return 0;
    } catch (IOException cannot) {
      throw new CliException(String.valueOf(cannot.getMessage()));
    }
  }
}
