package dev.sheaf.node.cli;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.bench.ModelBench;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how long it takes to open a model that is far, near, or there. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Opening a model: at the origin, in memory, resident.")
final class ModelBenchVerb implements Callable<Integer> {
  private static final int MOST_MEGABYTES = 1_000;

  @Mixin Output output = new Output();

  @Option(names = "--megabytes", defaultValue = "100", description = "of weights; ${DEFAULT-VALUE}")
  int megabytes;

  @Override
  public Integer call() {
    BenchVerb.hold("--megabytes", megabytes, MOST_MEGABYTES);
    try {
      var result = new ModelBench(new ModelBench.Params(megabytes), output::say).run();
      output.result(result, BenchVerb.table(result));
      return 0;
    } catch (IOException | NodeStartException failed) {
      throw new CliException(String.valueOf(failed.getMessage()));
    }
  }
}
