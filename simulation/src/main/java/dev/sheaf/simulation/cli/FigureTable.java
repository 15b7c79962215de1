package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.cli.Table.Column;
import dev.sheaf.simulation.cli.Table.Side;
import dev.sheaf.simulation.cli.Table.Tint;
import dev.sheaf.simulation.report.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The figures themselves, of one scenario: a line each for a single case; for several cases a line
 * a case, and as many columns as fit beside one another.
 */
final class FigureTable {
  private static final int MOST_LABEL = 48;

  private FigureTable() {}

  /** All lines, under the scenario's name. */
  static String of(List<Study> studies, boolean colours) {
    var name = studies.getFirst().scenario();
    var body = studies.size() == 1 ? list(studies.getFirst(), colours) : grid(studies, colours);
    return name + System.lineSeparator() + body;
  }

  private static String list(Study study, boolean colours) {
    var table =
        new Table(
            List.of(new Column("metric", Side.LEFT, 60), new Column("measured", Side.RIGHT, 50)),
            colours);
    if (!study.label().isEmpty()) {
      table.row(Tint.NONE, List.of("case", study.label()));
    }
    table.row(Tint.NONE, List.of("policy", study.policy()));
    study.metrics().forEach(each -> table.row(Tint.NONE, List.of(each, cell(study, each))));
    return table.text();
  }

  private static String grid(List<Study> studies, boolean colours) {
    var metrics =
        studies.stream().flatMap(each -> each.metrics().stream()).distinct().sorted().toList();
    var labels = studies.stream().mapToInt(each -> each.brief().length()).max().orElse(0);
    var labelWidth = Math.min(MOST_LABEL, Math.max("case".length(), labels));
    var blocks = new ArrayList<String>();
    var block = new ArrayList<String>();
    var width = labelWidth;
    for (var metric : metrics) {
      var columnWidth = 2 + width(studies, metric);
      if (!block.isEmpty() && width + columnWidth > VerdictTable.WIDTH) {
        blocks.add(block(studies, block, colours));
        block.clear();
        width = labelWidth;
      }
      block.add(metric);
      width += columnWidth;
    }
    blocks.add(block(studies, block, colours));
    return String.join(System.lineSeparator() + System.lineSeparator(), blocks);
  }

  private static String block(List<Study> studies, List<String> metrics, boolean colours) {
    var columns =
        Stream.concat(
                Stream.of(new Column("case", Side.LEFT, MOST_LABEL)),
                metrics.stream().map(each -> new Column(each, Side.RIGHT, VerdictTable.WIDTH)))
            .toList();
    var table = new Table(columns, colours);
    for (var study : studies) {
      var cells = new ArrayList<>(List.of(study.brief()));
      metrics.forEach(each -> cells.add(cell(study, each)));
      table.row(Tint.NONE, cells);
    }
    return table.text();
  }

  private static int width(List<Study> studies, String metric) {
    var widest = studies.stream().mapToInt(each -> cell(each, metric).length()).max().orElse(0);
    return Math.max(metric.length(), widest);
  }

  private static String cell(Study study, String metric) {
    var mean = study.mean(metric);
    return mean == null ? "-" : mean.text();
  }
}
