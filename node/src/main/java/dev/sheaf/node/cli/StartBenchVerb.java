package dev.sheaf.node.cli;

import dev.sheaf.node.bench.StartBench;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast a node is there, and what it takes at rest. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "From the launcher to ready, and resident memory at rest.")
final class StartBenchVerb implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Option(names = "--rounds", defaultValue = "5", description = "${DEFAULT-VALUE}; the middle one")
  int rounds;

  @Option(
      names = "--rest",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "${DEFAULT-VALUE} until memory is looked at")
  int rest;

  @Override
  public Integer call() throws InterruptedException {
    BenchVerb.hold("--rounds", rounds, 100);
    BenchVerb.hold("--rest", rest, 3_600);
    try {
      var result = new StartBench(new StartBench.Params(rounds, rest), output::say).run();
      output.result(result, BenchVerb.table(result));
      return 0;
    } catch (IOException cannot) {
      throw new CliException(String.valueOf(cannot.getMessage()));
    }
  }
}
