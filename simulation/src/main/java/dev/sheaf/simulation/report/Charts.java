package dev.sheaf.simulation.report;

import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.report.LineChart.Scale;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Chooses what is drawn of a scenario, and of scenarios beside one another. */
final class Charts {
  /** Figures that are worth a picture where nothing says which are; the first of these first. */
  private static final List<Pattern> TELLING =
      List.of(
          Pattern.compile("hitRatio|byteHitRatio"),
          Pattern.compile("originReadsPerSample"),
          Pattern.compile("(?i:.*(epoch|stall|makespan|total).*Seconds)"),
          Pattern.compile("(?i:.*Usd.*)"),
          Pattern.compile("(?i:.*availab.*)"),
          Pattern.compile("(?i:.*SamplesPerSecond)"));

  /** Figures that stand beside another, not for themselves. */
  private static final Pattern COMPANION = Pattern.compile("bound|closedForm|off[A-Z].*|.*Bound");

  private static final int FEW = 3;
  private static final int MOST_CHARTS = 6;
  private static final int MOST_LINES = Chart.PALETTE;
  private static final int MOST_GROUPS = 24;

  private Charts() {}

  /** Of one scenario's cases: figures over what is varied, else bars; and the curves. */
  static List<Chart> of(List<Study> studies) {
    var charts = new ArrayList<Chart>();
    var varied = Varied.among(studies);
    charts.addAll(
        varied.axis() == null
            ? bars(studies)
            : new Sweep(studies, varied).charts(telling(studies), MOST_CHARTS));
    charts.addAll(curves(studies));
    return charts;
  }

  /** Of scenarios that vary the same parameter of the same experiment. */
  static List<Chart> compared(List<Study> studies) {
    var byExperiment = new LinkedHashMap<String, List<Study>>();
    for (var study : studies) {
      var experiment = study.prepared().scenario().experiment();
      byExperiment.computeIfAbsent(experiment, name -> new ArrayList<>()).add(study);
    }
    var charts = new ArrayList<Chart>();
    for (var group : byExperiment.values()) {
      var varied = Varied.among(group);
      if (group.stream().map(Study::scenario).distinct().count() > 1 && varied.axis() != null) {
        charts.addAll(new Sweep(group, varied).charts(telling(group), 2));
      }
    }
    return charts;
  }

  /** What somebody expects first, then what is worth a picture of itself. */
  private static List<String> telling(List<Study> studies) {
    var metrics =
        studies.stream().flatMap(each -> each.metrics().stream()).distinct().sorted().toList();
    var expected =
        studies.stream()
            .flatMap(each -> each.judgements().stream())
            .map(each -> each.expected().metric())
            .distinct()
            .toList();
    var telling = new ArrayList<String>();
    for (var pattern : TELLING) {
      metrics.stream().filter(each -> pattern.matcher(each).matches()).forEach(telling::add);
    }
    expected.stream().filter(each -> !telling.contains(each)).forEach(telling::add);
    telling.removeIf(each -> COMPANION.matcher(each).matches());
    telling.removeIf(
        each -> telling.contains(each.replace("MicroUsd", "Usd")) && each.contains("MicroUsd"));
    return telling;
  }

  private static List<Chart> bars(List<Study> studies) {
    var byUnit = new LinkedHashMap<String, List<String>>();
    for (var metric : telling(studies)) {
      byUnit.computeIfAbsent(Words.unit(metric), unit -> new ArrayList<>()).add(metric);
    }
    var charts = new ArrayList<Chart>();
    for (var metrics : byUnit.values()) {
      var few = metrics.subList(0, Math.min(MOST_LINES, metrics.size()));
      var groups = studies.stream().limit(MOST_GROUPS).map(each -> group(each, few)).toList();
      if (groups.size() * few.size() > 1 && charts.size() < MOST_CHARTS) {
        charts.add(bars(few, groups));
      }
    }
    return charts;
  }

  /** Figures of a single case are named beside their bars, those of several in the legend. */
  private static Chart bars(List<String> metrics, List<BarChart.Group> groups) {
    var words = metrics.stream().map(Words::of).toList();
    var end = Words.commonEnd(words);
    var few = metrics.size() <= FEW || end.isEmpty();
    if (groups.size() > 1) {
      return new BarChart(few ? String.join(", ", words) : end, words, groups);
    }
    var values = groups.getFirst().values();
    var split =
        IntStream.range(0, metrics.size())
            .mapToObj(i ->
                new BarChart.Group(
                    few ? words.get(i) : beginning(words.get(i), end), List.of(values.get(i))))
            .sorted(Comparator.comparingDouble(each -> each.values().getFirst()))
            .toList();
    return new BarChart(few ? String.join(", ", words) : end, List.of("measured"), split);
  }

  private static String beginning(String words, String end) {
    var rest = words.substring(0, words.length() - end.length()).strip();
    return rest.isEmpty() ? words : rest;
  }

  private static BarChart.Group group(Study study, List<String> metrics) {
    var values =
        metrics.stream()
            .map(metric -> {
              var mean = study.mean(metric);
              return mean == null ? Double.NaN : mean.value();
            })
            .toList();
    return new BarChart.Group(study.label().isEmpty() ? study.policy() : study.brief(), values);
  }

  private static List<Chart> curves(List<Study> studies) {
    var varied = Varied.among(studies);
    var byChart = new LinkedHashMap<String, List<Series>>();
    for (var study : studies) {
      for (var curve : study.trials().getFirst().measured().curves()) {
        var lines = byChart.computeIfAbsent(curve.chart(), name -> new ArrayList<>());
        lines.add(line(curve, Words.brief(varied.all(study)), lines.size()));
      }
    }
    var charts = new ArrayList<Chart>();
    byChart.forEach((name, lines) -> charts.add(curve(name, lines)));
    return charts;
  }

  private static Chart curve(String name, List<Series> lines) {
    var parts = name.split(" over | by ", 2);
    var shown = lines.subList(0, Math.min(MOST_LINES, lines.size()));
    var title =
        shown.size() < lines.size()
            ? "%s (%d of %d lines)".formatted(name, shown.size(), lines.size())
            : name;
    return new LineChart(title, parts.length == 2 ? parts[1] : "", Scale.STEPS, shown);
  }

  private static Series line(Curve curve, String label, int colour) {
    var points =
        IntStream.range(0, Math.min(curve.x().size(), curve.y().size()))
            .mapToObj(i -> new Series.Point(curve.x().get(i), curve.y().get(i), 0))
            .toList();
    var name = label.isEmpty() ? curve.name() : curve.name() + ", " + label;
    return new Series(name, Series.Stroke.SOLID, colour, points);
  }
}
