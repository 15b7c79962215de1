package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.cli.Table.Column;
import dev.sheaf.simulation.cli.Table.Side;
import dev.sheaf.simulation.cli.Table.Tint;
import dev.sheaf.simulation.experiment.Expectation.Verdict;
import dev.sheaf.simulation.experiment.Row;
import dev.sheaf.simulation.report.Judgement;
import dev.sheaf.simulation.report.Judgement.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One line a case and expectation, why some are missed, and how many of each there are. */
final class VerdictTable {
  /** What a line for people may be long. */
  static final int WIDTH = 120;

  private static final List<String> HEADS =
      List.of("scenario", "case", "metric", "measured", "expected", "verdict");
  private static final int VERDICT = HEADS.size() - 1;
  private static final int GAPS = 10;

  private VerdictTable() {}

  /** All lines. */
  static String of(List<Judgement> judged, boolean colours) {
    var cells = judged.stream().map(VerdictTable::cells).toList();
    var columns = new ArrayList<Column>();
    var widths = widths(cells);
    for (int i = 0; i < HEADS.size(); i++) {
      var side = HEADS.get(i).equals("measured") || HEADS.get(i).equals("expected");
      columns.add(new Column(HEADS.get(i), side ? Side.RIGHT : Side.LEFT, widths[i]));
    }
    var table = new Table(columns, colours);
    for (int i = 0; i < judged.size(); i++) {
      table.row(tint(judged.get(i).outcome()), cells.get(i));
    }
    var lines = new ArrayList<>(List.of(table.text()));
    lines.addAll(reasons(judged));
    return String.join(System.lineSeparator(), lines);
  }

  /** Such as {@code 64 figures: 62 reproduced, 1 NOT reproduced, 1 not enough published}. */
  static String count(List<Judgement> judged) {
    var parts =
        Arrays.stream(Outcome.values())
            .filter(each -> Judgement.count(judged, each) > 0)
            .map(each -> Judgement.count(judged, each) + " " + each.words())
            .toList();
    return "%d %s: %s"
        .formatted(
            judged.size(), judged.size() == 1 ? "figure" : "figures", String.join(", ", parts));
  }

  /** As wide as the widest cell, but so that a line fits: the widest column gives first. */
  private static int[] widths(List<List<String>> cells) {
    var widths = HEADS.stream().mapToInt(String::length).toArray();
    for (var row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    while (IntStream.of(widths).sum() > WIDTH - GAPS) {
      var widest = 0;
      for (int i = 1; i < VERDICT; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static List<String> cells(Judgement judgement) {
    return List.of(
        judgement.study().scenario(),
        judgement.study().brief(),
        judgement.expected().metric(),
        judgement.measuredText(),
        judgement.expectedText(),
        verdict(judgement));
  }

  private static String verdict(Judgement judgement) {
    var seeds = judgement.rows().size();
    var passed = judgement.rows().stream().filter(each -> !missed(each)).count();
    return judgement.outcome().words()
        + (seeds > 1 && passed < seeds ? " (%d of %d)".formatted(seeds - passed, seeds) : "");
  }

  private static boolean missed(Row row) {
    return row.verdict() == Verdict.NOT_REPRODUCED;
  }

  private static List<String> reasons(List<Judgement> judged) {
    var lines = new ArrayList<String>();
    for (var each : judged) {
      if (each.outcome() == Outcome.KNOWN_TO_DIFFER && !each.expected().why().isEmpty()) {
        var text =
            "%s, %s %s: %s"
                .formatted(
                    each.study().scenario(),
                    each.study().brief(),
                    each.expected().metric(),
                    each.expected().why())
                .replaceAll("\\s+", " ");
        var wrapped = Table.wrapped(text, WIDTH - 4);
        for (int i = 0; i < wrapped.size(); i++) {
          lines.add((i == 0 ? "  - " : "    ") + wrapped.get(i));
        }
      }
    }
    if (!lines.isEmpty()) {
      lines.addFirst("Known to differ:");
    }
    return lines;
  }

  private static Tint tint(Outcome outcome) {
    return switch (outcome) {
      case REPRODUCED -> Tint.GOOD;
      case MISSED -> Tint.BAD;
      case KNOWN_TO_DIFFER, NOT_ENOUGH_PUBLISHED -> Tint.DOUBTFUL;
    };
  }
}
