package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.cli.Table.Column;
import dev.sheaf.simulation.cli.Table.Side;
import dev.sheaf.simulation.cli.Table.Tint;
import dev.sheaf.simulation.experiment.Scenario;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import java.util.List;

/** What ships. */
final class Listing {
  private final ScenarioShelf shelf;

  Listing(ScenarioShelf shelf) {
    this.shelf = shelf;
  }

  private record Entry(String scenario, String title, String experiment, int cases, int figures) {}

  void print(Output output) {
    var entries = shelf.all().stream().map(Listing::entry).toList();
    output.json(entries);
    if (!output.jsonOnStdout()) {
      output.say(table(entries));
    }
  }

  private static Entry entry(Scenario scenario) {
    var figures = scenario.cases().stream().mapToInt(each -> each.expectations().size()).sum();
    return new Entry(
        scenario.name(), scenario.title(), scenario.experiment(), scenario.cases().size(), figures);
  }

  private static String table(List<Entry> entries) {
    var table =
        new Table(
            List.of(
                new Column("scenario", Side.LEFT, 32),
                new Column("title", Side.LEFT, 54),
                new Column("experiment", Side.LEFT, 16),
                new Column("cases", Side.RIGHT, 5),
                new Column("figures", Side.RIGHT, 7)),
            false);
    for (var each : entries) {
      table.row(
          Tint.NONE,
          List.of(
              each.scenario(),
              each.title(),
              each.experiment(),
              String.valueOf(each.cases()),
              String.valueOf(each.figures())));
    }
    return table.text();
  }
}
