package dev.sheaf.simulation.report;

import dev.sheaf.simulation.report.Judgement.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * All results on one page that needs neither a network nor a script: verdicts, charts, numbers, and
 * how to have them again.
 *
 * @param commands how to have it again
 * @param seeds such as {@code 1} or {@code 1..100}
 */
public record ReportPage(Commands commands, String seeds, Results results) {
  private static final int MANY_SCENARIOS = 3;

  /**
   * What to type for the same again.
   *
   * @param all what made the page
   * @param ofScenario what makes the part of the scenario with this name
   */
  public record Commands(String all, UnaryOperator<String> ofScenario) {}

  /** The page. */
  public String html() {
    var page = new Markup().raw("<!doctype html>\n");
    page.open("html", "lang", "en").line().open("head").line();
    page.empty("meta", "charset", "utf-8").line();
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.empty("meta", "name", "color-scheme", "content", "light dark").line();
    page.leaf("title", title()).line();
    page.open("style").raw(style()).close().line().close().line();
    page.open("body").line().open("main").line();
    header(page);
    compared(page);
    results
        .byScenario()
        .forEach((name, each) ->
            page.add(new ScenarioSection(each, seeds, commands.ofScenario().apply(name)).markup()));
    results
        .skipped()
        .forEach((name, why) ->
            page.leaf("p", "%s was skipped: %s".formatted(name, why), "class", "again").line());
    page.close().line();
    footer(page);
    return page.close().line().close().line().toString();
  }

  private String title() {
    var names = results.byScenario().keySet();
    return names.size() == 1
        ? results.studies().getFirst().prepared().scenario().title()
        : names.size() + " scenarios";
  }

  private void header(Markup page) {
    page.open("header").leaf("p", "Sheaf simulation", "class", "eyebrow").leaf("h1", title());
    page.add(summary());
    page.open("p", "class", "again").text("Again: ").leaf("code", commands.all()).close();
    if (results.byScenario().size() >= MANY_SCENARIOS) {
      page.open("nav", "aria-label", "Scenarios").open("ul");
      for (var each : results.byScenario().entrySet()) {
        page.open("li").open("a", "href", "#" + ScenarioSection.anchor(each.getKey()));
        page.add(badge(each.getValue())).text(each.getKey()).close().close();
      }
      page.close().close();
    }
    page.close().line();
  }

  /** The worst verdict of a scenario, as a sign. */
  private static Markup badge(List<Study> of) {
    var judged = Results.judgements(of);
    var worst =
        List.of(Outcome.MISSED, Outcome.KNOWN_TO_DIFFER, Outcome.NOT_ENOUGH_PUBLISHED).stream()
            .filter(each -> Judgement.count(judged, each) > 0)
            .findFirst()
            .orElse(Outcome.REPRODUCED);
    return judged.isEmpty() ? new Markup() : Verdicts.sign(worst);
  }

  private Markup summary() {
    var judged = results.judgements();
    var summary = new Markup().open("dl", "class", "summary");
    for (var outcome : Outcome.values()) {
      var count = Judgement.count(judged, outcome);
      if (count > 0 || (outcome == Outcome.REPRODUCED && !judged.isEmpty())) {
        summary.open("div", "class", Verdicts.style(outcome));
        summary.open("dt").add(Verdicts.sign(outcome)).text(outcome.words()).close();
        summary.leaf("dd", String.valueOf(count)).close();
      }
    }
    var runs = results.studies().stream().mapToInt(each -> each.trials().size()).sum();
    summary.open("div").leaf("dt", "runs").leaf("dd", String.valueOf(runs)).close();
    summary.open("div").leaf("dt", "seed").leaf("dd", seeds).close();
    return summary.close().line();
  }

  private void compared(Markup page) {
    var charts = Charts.compared(results.studies());
    if (charts.isEmpty()) {
      return;
    }
    page.open("section", "aria-labelledby", "compared");
    page.leaf("h2", "Side by side", "id", "compared").open("div", "class", "charts");
    for (int i = 0; i < charts.size(); i++) {
      page.add(charts.get(i).figure("compared-" + i));
    }
    page.close().close().line();
  }

  private void footer(Markup page) {
    page.open("footer");
    page.leaf(
        "p",
        "The same command and seed give the same numbers on any machine: virtual time, no clock, no threads.");
    page.close().line();
  }

  private static String style() {
    try (var file = ReportPage.class.getResourceAsStream("report.css")) {
      if (file == null) {
        throw new IllegalStateException("report.css must be on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
