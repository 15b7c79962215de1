package dev.sheaf.node.cli;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.bench.SharingBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what it saves when members of an ensemble share what is prepared. */
@Command(
    name = "share",
    mixinStandardHelpOptions = true,
    description = "Members that are fed together, beside members that are fed each for itself.")
final class SharingBenchVerb implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Option(names = "--members", defaultValue = "4", description = "${DEFAULT-VALUE}")
  int members;

  @Option(names = "--samples", defaultValue = "800", description = "${DEFAULT-VALUE}")
  int samples;

  @Option(names = "--batch", defaultValue = "32", description = "${DEFAULT-VALUE}")
  int batch;

  @Option(names = "--side", defaultValue = "224", description = "${DEFAULT-VALUE} pixels")
  int side;

  @Option(names = "--rounds", defaultValue = "5", description = "${DEFAULT-VALUE} of each way")
  int rounds;

  @Option(
      names = "--cached",
      defaultValue = "50",
      description = "${DEFAULT-VALUE} percent of the photos that fit into memory")
  int cached;

  @Override
  public Integer call() throws Exception {
    BenchVerb.hold("--members", members, 16);
    BenchVerb.hold("--samples", samples, 1_000_000);
    BenchVerb.hold("--batch", batch, 4_096);
    BenchVerb.hold("--side", side, 256);
    BenchVerb.hold("--rounds", rounds, 1_000);
    BenchVerb.hold("--cached", cached, 200);
    try {
      var params = new SharingBench.Params(members, samples, batch, side, rounds, cached);
      var result = SharingBench.run(params, output::say);
      output.result(result, BenchVerb.table(result));
      return 0;
    } catch (NodeStartException failed) {
      throw new CliException(String.valueOf(failed.getMessage()));
    }
  }
}
