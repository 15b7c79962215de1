package dev.sheaf.node.cli;

import dev.sheaf.node.fuzz.Fuzzing;
import dev.sheaf.node.torture.Extent;
import dev.sheaf.node.torture.FaultKind;
import dev.sheaf.node.torture.HttpFuzzing;
import dev.sheaf.node.torture.TortureException;
import dev.sheaf.node.torture.TortureOptions;
import dev.sheaf.node.torture.TortureRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Injects faults into a cluster of this machine, and says whether it held. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description = {
      "Inject faults into a three-node cluster of its own under load, and hold what clients see",
      "against what was promised. Needs PostgreSQL (Debian's package postgresql)."
    })
final class TortureVerb implements Callable<Integer> {
  private static final long REQUEST_SHARE = 100;
  private static final double MOST_MINUTES = 7 * 24 * 60;

  @Mixin Output output = new Output();

  @Option(names = "--short", description = "one fault of each sort, once; about a minute")
  boolean brief;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "how long faults are injected (${DEFAULT-VALUE})")
  double minutes;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "each kind N times, however long that takes; instead of --minutes")
  @Nullable Integer rounds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "the same seed gives the same faults; any by default")
  @Nullable Long seed;

  @Option(names = "--faults", paramLabel = "kill,…", split = ",", description = "only these kinds")
  List<String> faults = new ArrayList<>();

  @Option(
      names = "--fuzz",
      paramLabel = "N",
      description = {
        "no faults: give N changed inputs to the parsers of this process, and a hundredth of it",
        "as requests to a node of its own"
      })
  @Nullable Long fuzz;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = "copy what the nodes have logged to this folder at the end")
  @Nullable Path logs;

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.expectWritable();
    if (fuzz != null) {
      return fuzz(fuzz);
    }
    try {
      var report = TortureRun.run(options(), output::say);
      output.result(report, TortureTables.text(report));
      return report.kept() ? 0 : 1;
    } catch (TortureException cannot) {
      throw new CliException(String.valueOf(cannot.getMessage()));
    }
  }

  private int fuzz(long count) throws IOException, InterruptedException {
    if (count < 1) {
      throw CliException.wrongUse("--fuzz must be at least 1 but was " + count);
    }
    var parsed = Fuzzing.run(seed(), count);
    var asked = HttpFuzzing.run(parsed.seed(), Math.max(1, count / REQUEST_SHARE));
    output.result(List.of(parsed, asked), TortureTables.text(List.of(parsed, asked)));
    return parsed.crashes().isEmpty() && asked.crashes().isEmpty() ? 0 : 1;
  }

  private long seed() {
    return seed == null ? System.nanoTime() & 0xFFFF_FFFFL : seed;
  }

  private TortureOptions options() {
    if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
      throw CliException.wrongUse("--minutes must be more than 0 but was " + minutes);
    }
    var kinds = faults.isEmpty() ? standard() : faults.stream().map(TortureVerb::kind).toList();
    return new TortureOptions(seed(), extent(), kinds, logs);
  }

  private Extent extent() {
    if (rounds != null && rounds < 1) {
      throw CliException.wrongUse("--rounds must be at least 1 but was " + rounds);
    }
    if (brief) {
      return new Extent.Brief();
    }
    return rounds == null ? new Extent.Minutes(minutes) : new Extent.Rounds(rounds);
  }

  private List<FaultKind> standard() {
    return brief ? TortureOptions.brief(0).kinds() : List.of(FaultKind.values());
  }

  private static FaultKind kind(String word) {
    return FaultKind.of(word)
        .orElseThrow(() ->
            CliException.wrongUse(
                "--faults takes "
                    + Arrays.stream(FaultKind.values())
                        .map(FaultKind::word)
                        .collect(Collectors.joining(", "))
                    + " but had "
                    + word));
  }
}
