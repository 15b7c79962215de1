package dev.sheaf.node.cli;

import dev.sheaf.node.fuzz.Fuzzing;
import dev.sheaf.node.torture.TortureReport;
import dev.sheaf.node.torture.TortureReport.Recovery;
import java.util.ArrayList;
import java.util.List;

/** A run of the fault suite as people read it. */
final class TortureTables {
  private static final Recovery NONE = new Recovery(0, 0, 0, 0);

  private TortureTables() {}

  static String text(TortureReport report) {
    var blocks = new ArrayList<>(List.of(faults(report), seen(report), promises(report)));
    if (!report.kept()) {
      blocks.add(String.join(System.lineSeparator(), report.cases()));
    }
    blocks.add(
        report.kept()
            ? "every promise was kept; seed " + report.seed()
            : "BROKEN; ./sheaf torture --seed %d repeats these faults".formatted(report.seed()));
    return String.join(System.lineSeparator().repeat(2), blocks);
  }

  /** Runs of the fuzzer. */
  static String text(List<Fuzzing.Outcome> outcomes) {
    var table = new Table("parser", "inputs");
    var crashes = new ArrayList<String>();
    for (var outcome : outcomes) {
      outcome.inputs().forEach((name, count) -> table.row(name, Figures.count(count)));
      crashes.addAll(outcome.crashes());
    }
    var last =
        (crashes.isEmpty() ? "no crash" : String.join(System.lineSeparator(), crashes))
            + "; seed "
            + outcomes.getFirst().seed();
    return table.text() + System.lineSeparator().repeat(2) + last;
  }

  private static String faults(TortureReport report) {
    var table = new Table("fault", "injected", "entities gone", "back p50", "back p99", "longest");
    report.injected().forEach((kind, count) -> row(table, report, kind, count));
    report.recovery().keySet().stream()
        .filter(kind -> !report.injected().containsKey(kind))
        .forEach(kind -> row(table, report, kind, "-"));
    report.skipped().forEach((kind, why) -> table.row(kind, 0, "-", "-", "-", "-"));
    return table.text();
  }

  private static void row(Table table, TortureReport report, String kind, Object count) {
    var back = report.recovery().getOrDefault(kind, NONE);
    table.row(
        kind,
        count,
        back.gone(),
        Figures.seconds(back.p50Seconds()),
        Figures.seconds(back.p99Seconds()),
        Figures.seconds(back.mostSeconds()));
  }

  private static String seen(TortureReport report) {
    var table =
        new Table("seen by clients", "times")
            .row("requests", Figures.count(report.requests()))
            .row("bad inputs among them", Figures.count(report.badInputs()))
            .row("samples held against their files", Figures.count(report.samplesHeld()))
            .row("whole epochs", Figures.count(report.epochsHeld()))
            .row("acknowledgements", Figures.count(report.acknowledged()))
            .row("of them jobs accepted", Figures.count(report.jobsAccepted()))
            .row("of them batches given", Figures.count(report.batchesGiven()))
            .row("of them checkpoints", Figures.count(report.checkpoints()))
            .row("batches released", Figures.count(report.released()))
            .row("of them set back within a window", Figures.count(report.setBack()))
            .row("reads while a node left", Figures.count(report.heldReads()))
            .row("incomplete batches, asked again", Figures.count(report.incompleteBatches()))
            .row("longest wait for a batch", Figures.seconds(report.longestBatchSeconds()))
            .row("bits flipped on the way", Figures.count(report.flippedBits()));
    report.clientErrors().forEach((kind, count) -> table.row(kind, Figures.count(count)));
    return table.text();
  }

  private static String promises(TortureReport report) {
    return new Table("broken promises", "times")
        .row("wrongBytes", report.wrongBytes())
        .row("duplicates", report.duplicates())
        .row("missing", report.missing())
        .row("lostAcks", report.lostAcks())
        .row("dualOwners", report.dualOwners())
        .row("failedReads", report.failedReads())
        .row("late", report.late())
        .row("serverErrors", report.serverErrors())
        .row("refused", report.refused())
        .row("stuck", report.stuck())
        .text();
  }
}
