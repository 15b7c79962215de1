package dev.sheaf.node.accuracy;

import dev.sheaf.node.demo.DemoException;
import dev.sheaf.node.demo.DemoOptions;
import dev.sheaf.node.demo.DemoReport;
import dev.sheaf.node.demo.DemoRun;
import dev.sheaf.policies.vocabulary.Contract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Trains as many small CNNs as there are seeds under one contract after the other: model number k
 * begins with the same weights and augments alike under each, and only the order of its samples, or
 * which of them it is given, differs.
 */
public final class AccuracyComparison {
  private final Plan plan;
  private final Consumer<String> print;

  /**
   * What is trained.
   *
   * @param data folder with {@code train/} and {@code test/}, a folder of images per class in each
   * @param seeds how many models
   */
  public record Plan(
      Path data,
      int seeds,
      int epochs,
      double cacheFraction,
      long firstSeed,
      List<Contract> contracts) {
    /** A plan that owns its list. */
    public Plan {
      contracts = List.copyOf(contracts);
    }
  }

  /** A comparison; {@code print} hears what happens, a line at a time. */
  public AccuracyComparison(Plan plan, Consumer<String> print) {
    this.plan = plan;
    this.print = print;
  }

  /** Trains all. */
  public List<ContractAccuracy> run() throws DemoException, IOException {
    var figures = new ArrayList<ContractAccuracy>();
    for (var contract : plan.contracts()) {
      print.accept("contract " + contract.name().toLowerCase(Locale.ROOT));
      figures.add(figures(contract, DemoRun.run(options(contract), print)));
    }
    return figures;
  }

  private DemoOptions options(Contract contract) {
    return new DemoOptions(
        plan.data(),
        plan.seeds(),
        plan.epochs(),
        plan.cacheFraction(),
        plan.firstSeed(),
        false,
        contract,
        0,
        List.of());
  }

  private static ContractAccuracy figures(Contract contract, DemoReport report) {
    var jobs = report.jobs();
    return new ContractAccuracy(
        contract.name().toLowerCase(Locale.ROOT),
        jobs.stream().map(DemoReport.Job::testAccuracy).toList(),
        Math.round(jobs.stream().mapToLong(DemoReport.Job::samplesDelivered).average().orElse(0)),
        report.origin().readsPerSample(),
        jobs.stream().mapToDouble(DemoReport.Job::shuffleQuality).average().orElse(Double.NaN));
  }
}
