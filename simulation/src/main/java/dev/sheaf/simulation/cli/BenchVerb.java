package dev.sheaf.simulation.cli;

import dev.sheaf.policies.vocabulary.NearestName;
import dev.sheaf.simulation.bench.Bench;
import dev.sheaf.simulation.bench.BenchResult;
import dev.sheaf.simulation.cli.Table.Column;
import dev.sheaf.simulation.cli.Table.Side;
import dev.sheaf.simulation.cli.Table.Tint;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.report.Digits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmarks of the simulator; those of a node have verbs of their own. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure, beside an anchor in the same run.")
final class BenchVerb {
  private BenchVerb() {}

  /** The verb with its one benchmark family. */
  static CommandLine with(List<Bench> benches) {
    return new CommandLine(new BenchVerb()).addSubcommand(new Sim(benches));
  }

  @Command(
      name = "sim",
      mixinStandardHelpOptions = true,
      description = "How fast policies and the simulator are.")
  static final class Sim implements Callable<Integer> {
    @Mixin Output output = new Output();

    @CommandLine.Parameters(
        paramLabel = "BENCH",
        arity = "0..*",
        description = "which; all by default")
    List<String> names = new ArrayList<>();

    @Option(
        names = "--vs",
        paramLabel = "ANCHOR",
        description = "an anchor that does the same work in this run, such as caffeine")
    @Nullable String anchor;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "a parameter of the benchmark")
    List<String> sets = new ArrayList<>();

    @Option(names = "--quick", description = "a small part of the work, to see that it runs")
    boolean quick;

    @Option(names = "--list", description = "say which there are, and measure nothing")
    boolean list;

    private final List<Bench> benches;

    Sim(List<Bench> benches) {
      this.benches = benches;
    }

    @Override
    public Integer call() {
      output.expectWritable();
      if (list) {
        output.say(listing());
        return 0;
      }
      var results = prepared().stream().map(Supplier::get).toList();
      output.json(results.size() == 1 ? results.getFirst() : results);
      if (!output.jsonOnStdout()) {
        output.say(
            String.join(
                System.lineSeparator() + System.lineSeparator(),
                results.stream().map(Sim::table).toList()));
      }
      return 0;
    }

    /** Everything is checked before anything is measured. */
    private List<Supplier<BenchResult>> prepared() {
      var prepared = new ArrayList<Supplier<BenchResult>>();
      for (var bench : wanted()) {
        var parameters = new Parameters(Overrides.read(asked(), List.of()).all().getFirst());
        prepared.add(bench.prepare(parameters, anchor(bench)));
        parameters.expectNothingElse();
      }
      if (prepared.isEmpty()) {
        throw CliException.wrongUse(
            anchor == null ? "no benchmark can run here" : "no benchmark has the anchor " + anchor);
      }
      return prepared;
    }

    private List<String> asked() {
      var asked = new ArrayList<>(sets);
      if (quick) {
        asked.add(Bench.QUICK + "=true");
      }
      return asked;
    }

    private List<Bench> wanted() {
      var known = benches.stream().map(Bench::name).toList();
      for (var name : names) {
        if (!known.contains(name)) {
          throw CliException.wrongUse(
              "there is no benchmark \"%s\"%s; there are: %s"
                  .formatted(name, Parameters.didYouMean(name, known), String.join(", ", known)));
        }
      }
      return benches.stream()
          .filter(each -> names.isEmpty() ? canRun(each) : names.contains(each.name()))
          .toList();
    }

    /** Whether it is one of all: it has the anchor, and what it needs is here. */
    private boolean canRun(Bench bench) {
      if (anchor != null && !can(bench)) {
        return false;
      }
      var lacking = bench.lacking();
      lacking.ifPresent(what -> output.err().println("left out " + bench.name() + ": " + what));
      return lacking.isEmpty();
    }

    private boolean can(Bench bench) {
      return bench.anchors().contains(anchor);
    }

    private String anchor(Bench bench) {
      if (anchor != null && !can(bench)) {
        throw CliException.wrongUse(
            "--vs of %s must be one of %s but was %s%s"
                .formatted(
                    bench.name(),
                    bench.anchors(),
                    anchor,
                    NearestName.of(anchor, bench.anchors())
                        .map(near -> ": did you mean " + near + "?")
                        .orElse("")));
      }
      return anchor == null ? "" : anchor;
    }

    private String listing() {
      var table =
          new Table(
              List.of(
                  new Column("bench", Side.LEFT, 20),
                  new Column("measures", Side.LEFT, 70),
                  new Column("anchors", Side.LEFT, 24)),
              false);
      for (var each : benches) {
        table.row(Tint.NONE, List.of(each.name(), each.about(), String.join(", ", each.anchors())));
      }
      return table.text();
    }

    private static String table(BenchResult result) {
      var table =
          new Table(
              List.of(
                  new Column(result.bench(), Side.LEFT, 50),
                  new Column("sheaf", Side.RIGHT, 30),
                  new Column("anchor", Side.RIGHT, 30)),
              false);
      var anchor = result.anchor() == null ? Map.<String, Object>of() : result.anchor();
      result
          .ours()
          .forEach((name, value) ->
              table.row(Tint.NONE, List.of(name, cell(value), cell(anchor.get(name)))));
      if (result.ratio() != null) {
        table.row(Tint.NONE, List.of("ratio", Digits.plain(result.ratio()), "1"));
      }
      return table.text();
    }

    private static String cell(@Nullable Object value) {
      return switch (value) {
        case null -> "-";
        case Number number -> Digits.plain(number.doubleValue());
        default -> value.toString();
      };
    }
  }
}
