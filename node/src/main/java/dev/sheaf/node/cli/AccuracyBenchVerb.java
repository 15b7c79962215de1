package dev.sheaf.node.cli;

import dev.sheaf.node.accuracy.AccuracyComparison;
import dev.sheaf.node.accuracy.ContractAccuracy;
import dev.sheaf.node.demo.DemoException;
import dev.sheaf.policies.vocabulary.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what the contracts cost in accuracy. */
@Command(
    name = "accuracy",
    mixinStandardHelpOptions = true,
    description = {
      "What small CNNs learn under each contract, with 95 %% intervals over seeds.",
      "Minutes to hours: every contract trains every seed."
    })
final class AccuracyBenchVerb implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with train/ and test/, a folder of images per class in each")
  Path data = Path.of("");

  @Option(names = "--seeds", defaultValue = "5", description = "models; ${DEFAULT-VALUE}")
  int seeds;

  @Option(names = "--epochs", defaultValue = "10", description = "${DEFAULT-VALUE}")
  int epochs;

  @Option(names = "--cache-fraction", defaultValue = "0.4", description = "${DEFAULT-VALUE}")
  double cacheFraction;

  @Option(names = "--seed", defaultValue = "1", description = "the first; ${DEFAULT-VALUE}")
  long seed;

  @Option(
      names = "--contract",
      split = ",",
      defaultValue = "strict,substitute,importance",
      description = "${DEFAULT-VALUE}")
  List<Contract> contracts = List.of();

  @Override
  public Integer call() {
    if (!Files.isDirectory(data)) {
      throw new CliException("--data " + data + " is no folder: check the path");
    }
    var plan = new AccuracyComparison.Plan(data, seeds, epochs, cacheFraction, seed, contracts);
    try {
      var figures = new AccuracyComparison(plan, line -> output.progress(line, true)).run();
      output.result(
          Map.of("bench", "accuracy", "params", parameters(), "ours", figures), table(figures));
      return 0;
    } catch (IllegalArgumentException outOfRange) {
      throw CliException.wrongUse(String.valueOf(outOfRange.getMessage()));
    } catch (IOException | DemoException cannot) {
      throw new CliException(String.valueOf(cannot.getMessage()));
    }
  }

  private Map<String, Object> parameters() {
    var all = new LinkedHashMap<String, Object>();
    all.put("seeds", seeds);
    all.put("epochs", epochs);
    all.put("cacheFraction", cacheFraction);
    all.put("seed", seed);
    return all;
  }

  private static String table(List<ContractAccuracy> all) {
    var table =
        new Table(
            "contract",
            "accuracy",
            "± (95 %)",
            "lowest",
            "highest",
            "samples a model",
            "reads/sample",
            "shuffle quality");
    for (var each : all) {
      var sorted = each.accuracies().stream().sorted().toList();
      table.row(
          each.contract(),
          Figures.percent(each.mean()),
          Figures.percent(each.halfWidth()),
          Figures.percent(sorted.getFirst()),
          Figures.percent(sorted.getLast()),
          Figures.count(each.samplesTrained()),
          Figures.ratio(each.readsPerSample()),
          Figures.ratio(each.shuffleQuality()));
    }
    return table.text();
  }
}
