package dev.sheaf.node.cli;

import dev.sheaf.node.demo.DemoException;
import dev.sheaf.node.demo.DemoOptions;
import dev.sheaf.node.demo.DemoRun;
import dev.sheaf.policies.vocabulary.Contract;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: an ensemble trains from one cache, on real images. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Train an ensemble that shares one cache, and print what it cost the origin.")
final class DemoVerb implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "class folders of images, or train/ and test/ that hold these")
  @Nullable Path data;

  @Option(names = "--jobs", defaultValue = "2", description = "members (default ${DEFAULT-VALUE})")
  int jobs;

  @Option(names = "--epochs", defaultValue = "3", description = "epochs (default ${DEFAULT-VALUE})")
  int epochs;

  @Option(
      names = "--cache-fraction",
      defaultValue = "0.4",
      description = "cache size as a share of the data (default ${DEFAULT-VALUE})")
  double cacheFraction;

  @Option(names = "--seed", defaultValue = "1", description = "seed (default ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--emulate",
      description = "make the folder behave like an object store: latency, request rate, bandwidth")
  boolean emulate;

  @Option(
      names = "--contract",
      defaultValue = "substitute",
      description = "strict, substitute or importance (default ${DEFAULT-VALUE})")
  Contract contract = Contract.SUBSTITUTE;

  @Option(
      names = "--functions",
      defaultValue = "6",
      description = {
        "functions of a Lambda on this machine that keep packages too; half of them are",
        "reclaimed on the way (default ${DEFAULT-VALUE}; 0: none)"
      })
  int functions;

  @Option(
      names = "--compare",
      split = ",",
      defaultValue = "lru",
      description = {
        "policies under which the same jobs are read again, without training",
        "(default ${DEFAULT-VALUE}; none: none)"
      })
  List<String> compared = List.of();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var options = options();
    output.expectWritable();
    try {
      var report = DemoRun.run(options, line -> output.progress(line, true));
      output.result(report, report.table());
      return 0;
    } catch (DemoException failed) {
      throw new CliException(String.valueOf(failed.getMessage()));
    }
  }

  private DemoOptions options() {
    try {
      return new DemoOptions(
          data,
          jobs,
          epochs,
          cacheFraction,
          seed,
          emulate,
          contract,
          functions,
          compared.equals(List.of("none")) ? List.of() : compared);
    } catch (IllegalArgumentException outOfRange) {
      throw new ParameterException(spec.commandLine(), outOfRange.getMessage());
    }
  }
}
