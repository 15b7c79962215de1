package dev.sheaf.simulation.report;

import dev.sheaf.simulation.report.Judgement.Outcome;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** A scenario on the page: what it is, what came of it, charts, all figures, all parameters. */
record ScenarioSection(List<Study> studies, String seeds, String command) {
  private static final int LONG_TABLE = 12;

  /** The name of its place on the page. */
  static String anchor(String scenario) {
    return "s-" + scenario.replaceAll("[^A-Za-z0-9]+", "-");
  }

  /** All of it. */
  Markup markup() {
    var scenario = studies.getFirst().prepared().scenario();
    var anchor = anchor(scenario.name());
    var section = new Markup().open("section", "id", anchor, "aria-labelledby", anchor + "-h");
    section.open("h2", "id", anchor + "-h").text(scenario.title());
    section.close().leaf("p", scenario.name(), "class", "name");
    section.open("div", "class", "about").add(Prose.of(scenario.about())).close().line();
    var judged = studies.stream().flatMap(each -> each.judgements().stream()).toList();
    charts(section, anchor);
    verdicts(section, judged);
    fold(section, !judged.isEmpty(), "Everything that was measured", figures());
    fold(section, true, "Parameters", parameters());
    return section.close().line();
  }

  /** What was not simply reproduced stands in view, however much there is besides. */
  private static void verdicts(Markup section, List<Judgement> judged) {
    var plain = judged.stream().filter(each -> each.outcome() == Outcome.REPRODUCED).toList();
    var others = judged.stream().filter(each -> each.outcome() != Outcome.REPRODUCED).toList();
    if (judged.size() <= LONG_TABLE || plain.isEmpty()) {
      if (!judged.isEmpty()) {
        fold(section, false, "Figures and their sources", Verdicts.table(judged));
      }
      return;
    }
    if (!others.isEmpty()) {
      fold(section, false, "Not reproduced, or not judged", Verdicts.table(others));
    }
    fold(section, true, plain.size() + " figures that were reproduced", Verdicts.table(plain));
  }

  private void charts(Markup section, String anchor) {
    var charts = Charts.of(studies);
    if (charts.isEmpty()) {
      return;
    }
    section.open("div", "class", "charts");
    for (int i = 0; i < charts.size(); i++) {
      section.add(charts.get(i).figure(anchor + "-" + i));
    }
    section.close().line();
  }

  private static void fold(Markup section, boolean folded, String title, Markup content) {
    if (folded) {
      section.open("details", "class", "part").leaf("summary", title);
    } else {
      section.open("div", "class", "part").leaf("h3", title);
    }
    section.add(content).close().line();
  }

  private Markup figures() {
    var metrics = new TreeSet<String>();
    studies.forEach(each -> metrics.addAll(each.metrics()));
    var table = new Markup().open("div", "class", "scroll").open("table");
    table.open("thead").open("tr").leaf("th", "figure", "scope", "col");
    for (var study : studies) {
      table.leaf("th", study.label().isEmpty() ? "measured" : study.brief(), "scope", "col");
    }
    table.close().close().open("tbody").line();
    for (var metric : metrics) {
      table.open("tr").leaf("th", metric, "scope", "row");
      for (var study : studies) {
        var mean = study.mean(metric);
        table.leaf("td", mean == null ? "-" : mean.text(), "class", "number");
      }
      table.close().line();
    }
    return table.close().close().close();
  }

  /** Those that all cases share once, the others by case. */
  private Markup parameters() {
    var shared = new TreeMap<>(studies.getFirst().prepared().parameters());
    for (var study : studies) {
      shared
          .entrySet()
          .removeIf(
              each -> !each.getValue().equals(study.prepared().parameters().get(each.getKey())));
    }
    var content = new Markup().open("div", "class", "scroll").open("table").open("tbody");
    content.open("tr").leaf("th", "experiment", "scope", "row");
    content.leaf("td", studies.getFirst().prepared().scenario().experiment()).close();
    content.open("tr").leaf("th", "seed", "scope", "row").leaf("td", seeds).close();
    shared.forEach((key, value) ->
        content.open("tr").leaf("th", key, "scope", "row").leaf("td", value).close());
    for (var study : studies) {
      if (!study.label().isEmpty()) {
        content.open("tr").leaf("th", "case", "scope", "row").leaf("td", study.label()).close();
      }
    }
    content.close().close().close();
    content.open("p", "class", "again").text("Again: ");
    return content.leaf("code", command).close();
  }
}
