package dev.sheaf.node.demo;

import dev.sheaf.node.cli.Figures;
import dev.sheaf.node.cli.Table;

/** The table with which a demo ends. */
final class DemoTable {
  private DemoTable() {}

  static String of(DemoReport report) {
    var line = System.lineSeparator();
    return line + jobs(report) + line + line + origin(report) + line + line + summary(report);
  }

  private static String jobs(DemoReport report) {
    var table =
        new Table(
            "job",
            "delivered",
            "twice",
            "missing",
            "loss",
            "→",
            "test accuracy",
            "waited for data");
    for (var job : report.jobs()) {
      table.row(
          job.name(),
          Figures.count(job.samplesDelivered()),
          job.duplicates(),
          job.missing(),
          Figures.ratio(job.trainLossFirst()),
          Figures.ratio(job.trainLossLast()),
          Figures.percent(job.testAccuracy()),
          Figures.seconds(job.stallSeconds()));
    }
    table.row(
        "ensemble of " + report.ensemble().members(),
        "",
        "",
        "",
        "",
        "",
        Figures.percent(report.ensemble().testAccuracy()),
        "");
    return table.text();
  }

  private static String origin(DemoReport report) {
    var origin = report.origin();
    var epochs = report.jobs().getFirst().epochs();
    var alone = 1 - report.cache().fraction() * (epochs - 1) / epochs;
    var table =
        new Table("origin reads per sample consumed", "this run", "bound", "bound / this run");
    table
        .row(
            "all epochs, from a cold cache",
            Figures.ratio(origin.readsPerSample()),
            Figures.ratio(origin.bound()),
            Figures.percent(origin.efficiency()))
        .row(
            "without the first epoch",
            Figures.ratio(origin.readsPerSampleSteady()),
            Figures.ratio(origin.boundSteady()),
            Figures.percent(origin.boundSteady() / origin.readsPerSampleSteady()));
    for (var other : report.comparison()) {
      table.row(
          "the same jobs under " + other.policy() + " (read again, not trained)",
          Figures.ratio(other.readsPerSample()),
          Figures.ratio(other.bound()),
          Figures.percent(other.bound() / other.readsPerSample()));
    }
    return table
        .row("the same jobs, a cache of this size each (computed)", Figures.ratio(alone), "-", "-")
        .row("the same jobs, no cache (computed)", Figures.ratio(1.0), "-", "-")
        .text();
  }

  /**
   * What the functions gave is no read of the origin, so a run can do better than memory's bound.
   */
  private static String functions(DemoReport.Lambda lambda) {
    return lambda.nodes() == 0
        ? ""
        : "Lambda (%d functions on this machine): %s chunks read, %d environments reclaimed on the way, a bill of $%.6f, of which $%.6f are on the jobs' accounts;%s  the bounds above are those of memory alone.%s"
            .formatted(
                lambda.nodes(),
                Figures.count(lambda.chunksRead()),
                lambda.reclaimed(),
                lambda.costMicroUsd() / 1e6,
                (lambda.costMicroUsd() - lambda.unattributedMicroUsd()) / 1e6,
                System.lineSeparator(),
                System.lineSeparator());
  }

  private static String summary(DemoReport report) {
    var cache = report.cache();
    return "origin ("
        + report.origin().kind()
        + "): "
        + Figures.count(report.origin().gets())
        + " GETs, "
        + Figures.bytes(report.origin().bytes())
        + ". Cache: "
        + Figures.bytes(cache.capacityBytes())
        + " for "
        + Figures.bytes(report.dataset().bytes())
        + " of samples; "
        + Figures.percent(cache.hitRatio())
        + " of those asked for were in memory, many loaded ahead."
        + System.lineSeparator()
        + functions(report.lambda())
        + Figures.count(Math.round(report.samplesPerSecond()))
        + " samples/s over "
        + Figures.seconds(report.wallSeconds())
        + "; seed "
        + report.seed()
        + ".";
  }
}
