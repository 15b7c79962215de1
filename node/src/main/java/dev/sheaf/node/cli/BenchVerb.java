package dev.sheaf.node.cli;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.bench.BatchBench;
import dev.sheaf.node.bench.BenchResult;
import dev.sheaf.node.bench.LedgerBench;
import dev.sheaf.node.bench.StoreBench;
import dev.sheaf.node.bench.TwoNodeBench;
import dev.sheaf.policies.vocabulary.Contract;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmarks, each beside an anchor that does the same work in the same run. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure, beside an anchor in the same run.",
    subcommands = {
      BenchVerb.Batches.class,
      BenchVerb.Store.class,
      BenchVerb.Ledger.class,
      PolicyBenchVerb.class,
      AccuracyBenchVerb.class,
      ErasureBenchVerb.class,
      LambdaBenchVerb.class,
      ModelBenchVerb.class,
      SharingBenchVerb.class,
      StartBenchVerb.class,
      OverloadBenchVerb.class,
      SimulatorVerbs.Sim.class
    })
final class BenchVerb {
  private static final int MOST_SAMPLE_BYTES = 64 << 20;

  private BenchVerb() {}

  @Command(
      name = "batches",
      mixinStandardHelpOptions = true,
      description = "Warm batches over loopback.")
  static final class Batches implements Callable<Integer> {
    @Mixin Output output = new Output();

    @Option(names = "--sample-bytes", defaultValue = "110000", description = "${DEFAULT-VALUE}")
    int sampleBytes;

    @Option(names = "--batch", defaultValue = "64", description = "${DEFAULT-VALUE}")
    int batch;

    @Option(names = "--connections", defaultValue = "2", description = "${DEFAULT-VALUE}")
    int connections;

    @Option(names = "--samples", defaultValue = "4000", description = "${DEFAULT-VALUE}")
    int samples;

    @Option(
        names = "--route",
        paramLabel = "data-port|api",
        defaultValue = "data-port",
        description = "${DEFAULT-VALUE}: by id, or the batches of a job")
    String route = "data-port";

    @Option(
        names = "--nodes",
        paramLabel = "1|2",
        defaultValue = "1",
        description = "${DEFAULT-VALUE}; 2: from the owners and by a gateway, beside local ones")
    int nodes;

    @Option(
        names = "--vs",
        split = ",",
        paramLabel = "redis|infinispan|socket",
        description = "the anchors, in turns with us")
    List<String> anchors = List.of();

    @Override
    public Integer call() {
      for (var anchor : anchors) {
        if (!BatchBench.ANCHORS.contains(anchor)) {
          throw CliException.wrongUse(
              "--vs must be of %s but was %s".formatted(BatchBench.ANCHORS, anchor));
        }
      }
      if (!route.equals("data-port") && !route.equals("api")) {
        throw CliException.wrongUse("--route must be data-port or api but was " + route);
      }
      hold("--nodes", nodes, 2);
      if (nodes == 2 && !anchors.isEmpty()) {
        throw CliException.wrongUse("--vs compares one node, but --nodes was 2");
      }
      hold("--sample-bytes", sampleBytes, MOST_SAMPLE_BYTES);
      hold("--batch", batch, 65_536);
      hold("--connections", connections, 1_024);
      hold("--samples", samples, 10_000_000);
      var from = route.equals("api") ? BatchBench.Route.API : BatchBench.Route.DATA_PORT;
      var params = new BatchBench.Params(sampleBytes, batch, connections, samples, from, anchors);
      try {
        var result =
            nodes == 2
                ? new TwoNodeBench(params, output::say).run()
                : new BatchBench(params, output::say).run();
        output.result(result, table(result));
        return 0;
      } catch (IOException | NodeStartException cannot) {
        throw new CliException(String.valueOf(cannot.getMessage()));
      }
    }
  }

  @Command(
      name = "store",
      mixinStandardHelpOptions = true,
      description = "Memory and leases of the package store.")
  static final class Store implements Callable<Integer> {
    @Mixin Output output = new Output();

    @Option(names = "--sample-bytes", defaultValue = "110000", description = "${DEFAULT-VALUE}")
    int sampleBytes;

    @Option(names = "--mebibytes", defaultValue = "1024", description = "${DEFAULT-VALUE}")
    int mebibytes;

    @Override
    public Integer call() throws IOException {
      hold("--sample-bytes", sampleBytes, MOST_SAMPLE_BYTES);
      hold("--mebibytes", mebibytes, 1 << 20);
      var result = StoreBench.run(sampleBytes, (long) mebibytes << 20);
      output.result(result, table(result));
      return 0;
    }
  }

  @Command(
      name = "ledger",
      mixinStandardHelpOptions = true,
      description = "Heap of a job's state, and time to assign its batches.")
  static final class Ledger implements Callable<Integer> {
    @Mixin Output output = new Output();

    @Option(names = "--samples", defaultValue = "1280000", description = "${DEFAULT-VALUE}")
    int samples;

    @Option(names = "--packages", defaultValue = "8400", description = "${DEFAULT-VALUE}")
    int packages;

    @Option(
        names = "--batch",
        defaultValue = "256",
        description = "${DEFAULT-VALUE}, over all ranks")
    int batch;

    @Option(names = "--epochs", defaultValue = "3", description = "${DEFAULT-VALUE}, all kept")
    int epochs;

    @Option(
        names = "--contract",
        paramLabel = "strict|substitute",
        defaultValue = "substitute",
        description = "${DEFAULT-VALUE}")
    String contract = "substitute";

    @Override
    public Integer call() {
      if (!contract.equals("strict") && !contract.equals("substitute")) {
        throw CliException.wrongUse("--contract must be strict or substitute but was " + contract);
      }
      hold("--samples", samples, 1_000_000_000);
      hold("--packages", packages, Math.min(samples, 10_000_000));
      hold("--batch", batch, Math.min(samples, 65_536));
      hold("--epochs", epochs, 100);
      var of = contract.equals("strict") ? Contract.STRICT : Contract.SUBSTITUTE;
      var result = LedgerBench.run(new LedgerBench.Params(samples, packages, batch, epochs, of));
      output.result(result, table(result));
      return 0;
    }
  }

  static void hold(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw CliException.wrongUse(option + " must be 1.." + most + " but was " + value);
    }
  }

  static String table(BenchResult result) {
    var names = result.anchors().stream().map(BenchResult.Beside::name);
    var table =
        new Table(Stream.concat(Stream.of("figure", "sheaf"), names).toArray(String[]::new));
    result
        .ours()
        .forEach((name, value) -> {
          if (value instanceof List<?>) {
            return;
          }
          var theirs =
              result.anchors().stream().map(each -> each.figures().getOrDefault(name, "-"));
          table.row(Stream.concat(Stream.of(name, value), theirs).toArray());
        });
    if (!result.anchors().isEmpty()) {
      var ratios = result.anchors().stream().map(each -> Figures.ratio(each.ratio()));
      table.row(Stream.concat(Stream.of("sheaf / this", "1.000"), ratios).toArray());
    }
    return table.text();
  }
}
