package dev.sheaf.node.cli;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.bench.LambdaBench;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures packages in the memory of functions. */
@Command(
    name = "lambda",
    mixinStandardHelpOptions = true,
    description = "Packages in the memory of function processes of this machine.")
final class LambdaBenchVerb implements Callable<Integer> {
  private static final int MOST_FUNCTIONS = 64;

  @Mixin Output output = new Output();

  @Option(names = "--functions", defaultValue = "14", description = "${DEFAULT-VALUE}")
  int functions;

  @Option(
      names = "--code",
      paramLabel = "D+P",
      defaultValue = "10+2",
      description = "${DEFAULT-VALUE}")
  String code = "10+2";

  @Override
  public Integer call() throws Exception {
    BenchVerb.hold("--functions", functions, MOST_FUNCTIONS);
    try {
      var result = LambdaBench.run(new LambdaBench.Params(functions, code()), output::say);
      output.result(result, BenchVerb.table(result));
      return 0;
    } catch (NodeStartException failed) {
      throw new CliException(String.valueOf(failed.getMessage()));
    }
  }

  private StripeCode code() {
    try {
      var parsed = StripeCode.parse(code);
      if (parsed.chunks() > functions) {
        throw CliException.wrongUse(
            "--code %s needs %d functions but --functions is %d"
                .formatted(code, parsed.chunks(), functions));
      }
      return parsed;
    } catch (IllegalArgumentException wrong) {
      throw CliException.wrongUse("--code: " + wrong.getMessage());
    }
  }
}
