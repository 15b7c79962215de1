package dev.sheaf.node.cli;

import dev.sheaf.lambda.bridge.erasure.KernelKind;
import dev.sheaf.node.bench.ErasureBench;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the erasure code of the Lambda tier. */
@Command(
    name = "erasure",
    mixinStandardHelpOptions = true,
    description = "Encoding and rebuilding of stripes, on one thread, by each kernel.")
final class ErasureBenchVerb implements Callable<Integer> {
  private static final int MOST_CHUNK_BYTES = 64 << 20;

  @Mixin Output output = new Output();

  @Option(
      names = "--code",
      paramLabel = "D+P",
      defaultValue = "10+2",
      description = "${DEFAULT-VALUE}")
  String code = "10+2";

  @Option(names = "--chunk-bytes", defaultValue = "1048576", description = "${DEFAULT-VALUE}")
  int chunkBytes;

  @Option(names = "--vs", paramLabel = "isal", description = "the anchor, in turns with us")
  @Nullable String anchor;

  @Override
  public Integer call() {
    BenchVerb.hold("--chunk-bytes", chunkBytes, MOST_CHUNK_BYTES);
    var params = new ErasureBench.Params(code(), chunkBytes, isal());
    KernelKind.VECTOR.whyNot().ifPresent(why -> output.say("no vector kernel: " + why));
    var result = ErasureBench.run(params, output::say);
    output.result(result, BenchVerb.table(result));
    return 0;
  }

  private StripeCode code() {
    try {
      var parsed = StripeCode.parse(code);
      if (parsed.parity() == 0) {
        throw CliException.wrongUse("--code must have 1 or more parity chunks but was " + code);
      }
      return parsed;
    } catch (IllegalArgumentException wrong) {
      throw CliException.wrongUse("--code: " + wrong.getMessage());
    }
  }

  private boolean isal() {
    if (anchor == null) {
      return false;
    }
    if (!anchor.equals("isal")) {
      throw CliException.wrongUse("--vs must be isal but was " + anchor);
    }
    KernelKind.ISAL
        .whyNot()
        .ifPresent(why -> {
          throw new CliException("--vs isal: " + why);
        });
    return true;
  }
}
