package dev.sheaf.node.cli;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.bench.LambdaBench;
import dev.sheaf.node.bench.LambdaRecording;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "record a run for `sheaf simulate lambda-bill --set jobs.trace=FILE` instead, which"
              + " shows the simulated bill beside the real one")
  @Nullable Path record;

  @Override
  public Integer call() throws Exception {
    BenchVerb.hold("--functions", functions, MOST_FUNCTIONS);
    try {
      var params = new LambdaBench.Params(functions, code());
      var result =
          record == null
              ? LambdaBench.run(params, output::say)
              : LambdaRecording.run(params, record, output::say);
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
