package dev.sheaf.simulation.report;

import dev.sheaf.simulation.experiment.Expectation.Bound;
import dev.sheaf.simulation.experiment.Scenario;
import dev.sheaf.simulation.report.Judgement.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was reproduced of what is published, as Markdown: a table for each scenario, the same bytes
 * whenever nothing has changed.
 *
 * @param command what makes it
 */
public record Reproduction(String command, String seeds, Results results) {
  /** The whole file. */
  public String markdown() {
    var lines = new ArrayList<String>();
    lines.add("# What the simulator reproduces");
    lines.add(
        "Every figure that a scenario expects: a closed form, an experiment of our own, or what a paper says. Made by");
    lines.addAll(List.of("", "```", command, "```", ""));
    lines.add(
        "with seed %s; the same command gives the same file. A run of that command ends with status 1 when a figure that binds is missed."
            .formatted(seeds));
    lines.add("");
    meaning(lines);
    overview(lines);
    results.byScenario().values().forEach(each -> scenario(lines, each));
    results
        .skipped()
        .keySet()
        .forEach(name ->
            lines.addAll(List.of("", "## " + name, "Not run: its data was not on the machine.")));
    return String.join("\n", lines) + "\n";
  }

  private static void meaning(List<String> lines) {
    lines.addAll(
        List.of(
            "| verdict | means |",
            "|---|---|",
            "| reproduced | measured within the tolerance that was set beforehand |",
            "| **NOT reproduced** | outside of it: a defect, here or in the figure |",
            "| NOT reproduced, known | outside of it, and *why* says why |",
            "| not enough published | parameters are missing for a re-run: shown, not judged |",
            ""));
  }

  private void overview(List<String> lines) {
    lines.add("## Overview");
    lines.add(
        "| scenario | about | "
            + Arrays.stream(Outcome.values()).map(Outcome::words).collect(Collectors.joining(" | "))
            + " |");
    lines.add("|---|---|" + "--:|".repeat(Outcome.values().length));
    results
        .byScenario()
        .forEach((name, each) ->
            lines.add(
                "| [%s](#%s) | %s | %s |"
                    .formatted(
                        name,
                        anchor(name),
                        cell(scenario(each).title()),
                        counts(Results.judgements(each)))));
    lines.add("| **all** | | %s |".formatted(counts(results.judgements())));
  }

  private static String counts(List<Judgement> judged) {
    return Arrays.stream(Outcome.values())
        .map(outcome -> String.valueOf(Judgement.count(judged, outcome)))
        .collect(Collectors.joining(" | "));
  }

  private static void scenario(List<String> lines, List<Study> studies) {
    var scenario = scenario(studies);
    lines.addAll(List.of("", "## " + scenario.name(), "**" + scenario.title() + ".**"));
    if (!scenario.about().isBlank()) {
      lines.add(scenario.about().strip());
    }
    lines.add("");
    var judged = Results.judgements(studies);
    if (judged.isEmpty()) {
      lines.add(
          "Nothing is expected of it; `./sheaf simulate %s` shows it.".formatted(scenario.name()));
      return;
    }
    lines.add("| case | figure | source | expected | measured | tolerance | verdict | why |");
    lines.add("|---|---|---|--:|--:|--:|---|---|");
    judged.forEach(each -> lines.add(row(each)));
  }

  private static String row(Judgement judgement) {
    var expected = judgement.expected();
    var verdict = judgement.outcome().words();
    return "| %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            cell(judgement.study().label()),
            expected.metric(),
            cell(expected.source()),
            judgement.bareExpectedText(),
            judgement.measuredText(),
            tolerance(judgement),
            judgement.outcome() == Outcome.MISSED ? "**" + verdict + "**" : verdict,
            cell(expected.why()));
  }

  private static String tolerance(Judgement judgement) {
    if (judgement.allowed() > 0) {
      return "± " + Digits.spread(judgement.allowed());
    }
    return judgement.expected().bound() == Bound.NEAR ? "exact" : "none";
  }

  /** Text that stays in its cell. */
  private static String cell(String text) {
    return text.strip()
        .replaceAll("\\s+", " ")
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;");
  }

  /** As GitHub names the heading. */
  private static String anchor(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
  }

  private static Scenario scenario(List<Study> studies) {
    return studies.getFirst().prepared().scenario();
  }
}
