package dev.sheaf.simulation.report;

import dev.sheaf.simulation.report.Judgement.Outcome;
import java.util.List;

/** Verdicts on a page: a sign that needs no colour, and a table. */
final class Verdicts {
  private Verdicts() {}

  /** The name of the style of an outcome. */
  static String style(Outcome outcome) {
    return switch (outcome) {
      case REPRODUCED -> "good";
      case MISSED -> "bad";
      case KNOWN_TO_DIFFER -> "known";
      case NOT_ENOUGH_PUBLISHED -> "open";
    };
  }

  /** A sign in front of words. */
  static Markup sign(Outcome outcome) {
    var sign =
        switch (outcome) {
          case REPRODUCED -> "✓";
          case MISSED -> "✗";
          case KNOWN_TO_DIFFER -> "≠";
          case NOT_ENOUGH_PUBLISHED -> "?";
        };
    return new Markup()
        .leaf("span", sign, "class", "sign " + style(outcome), "aria-hidden", "true");
  }

  /** A line for each thing that was expected. */
  static Markup table(List<Judgement> judged) {
    var table = new Markup().open("div", "class", "scroll").open("table", "class", "verdicts");
    table.open("thead").open("tr");
    var labelled = judged.stream().anyMatch(each -> !each.study().label().isEmpty());
    var heads = List.of("case", "figure", "measured", "expected", "verdict", "source");
    for (var head : labelled ? heads : heads.subList(1, heads.size())) {
      table.leaf("th", head, "scope", "col");
    }
    table.close().close().open("tbody").line();
    judged.forEach(each -> row(table, each, labelled));
    return table.close().close().close().line();
  }

  private static void row(Markup table, Judgement judgement, boolean labelled) {
    var outcome = judgement.outcome();
    table.open("tr", "class", style(outcome));
    if (labelled) {
      cell(table, "case", "case").text(judgement.study().brief()).close();
    }
    cell(table, "", "figure").text(Words.of(judgement.expected().metric())).close();
    cell(table, "number", "measured").text(judgement.measuredText()).close();
    cell(table, "number", "expected").text(judgement.expectedText()).close();
    cell(table, "verdict", "verdict").open("span").add(sign(outcome)).text(outcome.words());
    table.close().close();
    cell(table, "source", "source").text(judgement.expected().source());
    if (!judgement.expected().why().isEmpty()) {
      table.leaf("p", judgement.expected().why(), "class", "why");
    }
    table.close().close().line();
  }

  /** A cell that says what it is: on a narrow page cells stand below one another. */
  private static Markup cell(Markup table, String style, String head) {
    return table.open("td", "class", style, "data-head", head);
  }
}
