package dev.sheaf.simulation.report;

import dev.sheaf.simulation.experiment.Expectation.Bound;
import dev.sheaf.simulation.report.LineChart.Scale;
import dev.sheaf.simulation.report.Series.Point;
import dev.sheaf.simulation.report.Series.Stroke;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Figures over a parameter: a line for each way in which cases differ besides. */
final class Sweep {
  private static final int LEAST_POINTS = 3;
  private static final int NEUTRAL = 7;

  private final List<Study> studies;
  private final Varied varied;
  private final boolean severalScenarios;

  Sweep(List<Study> studies, Varied varied) {
    this.studies = studies;
    this.varied = varied;
    this.severalScenarios = studies.stream().map(Study::scenario).distinct().count() > 1;
  }

  /** A chart for each of these figures that makes a line. */
  List<Chart> charts(List<String> metrics, int most) {
    var charts = new ArrayList<Chart>();
    for (var metric : metrics) {
      var lines = lines(metric);
      if (!lines.isEmpty() && charts.size() < most) {
        charts.add(
            new LineChart(title(metric), varied.axisLabel(studies), Scale.STEPS_OR_FACTORS, lines));
      }
    }
    return charts;
  }

  private String title(String metric) {
    return Words.of(metric) + " over " + varied.axis();
  }

  private List<Series> lines(String metric) {
    var groups =
        groups().stream()
            .filter(each -> points(each, study -> measured(study, metric)).size() >= LEAST_POINTS)
            .limit(Chart.PALETTE)
            .toList();
    var names = names(groups);
    var lines = new ArrayList<Series>();
    for (int i = 0; i < groups.size(); i++) {
      var points = points(groups.get(i), study -> measured(study, metric));
      lines.add(new Series(names.get(i), Stroke.SOLID, i, points));
    }
    lines.addAll(bounds(metric, groups, names));
    if (!severalScenarios && !lines.isEmpty()) {
      lines.addAll(expected(metric));
    }
    return lines;
  }

  /** As short as tells lines apart. */
  private List<String> names(List<List<Study>> groups) {
    var shown = groups.stream().map(List::getFirst).toList();
    var brief = shown.stream().map(this::name).toList();
    if (brief.stream().distinct().count() == brief.size()) {
      return brief;
    }
    var keys = varied.keys().stream().filter(key -> Varied.differs(shown, key)).toList();
    return shown.stream()
        .map(each ->
            severalScenarios
                ? name(each) + ", " + varied.rest(each, keys)
                : varied.rest(each, keys))
        .toList();
  }

  private String name(Study study) {
    return severalScenarios ? study.scenario() : study.policy();
  }

  /** What nothing can beat, once for all lines that share it. */
  private List<Series> bounds(String metric, List<List<Study>> groups, List<String> names) {
    var bounds = new ArrayList<Series>();
    for (int i = 0; i < groups.size(); i++) {
      var points = points(groups.get(i), study -> bound(study, metric));
      var shared = bounds.stream().filter(each -> agree(each.points(), points)).findFirst();
      shared.ifPresent(bounds::remove);
      var all = shared.map(each -> union(each.points(), points)).orElse(points);
      if (all.size() >= LEAST_POINTS) {
        bounds.add(new Series("bound, " + names.get(i), Stroke.DASHED, i, all));
      }
    }
    return bounds.size() == 1
        ? List.of(new Series("bound", Stroke.DASHED, NEUTRAL, bounds.getFirst().points()))
        : bounds;
  }

  /** Whether two lines are one, as far as both go. */
  private static boolean agree(List<Point> a, List<Point> b) {
    return a.stream()
        .allMatch(
            one -> b.stream().allMatch(other -> one.x() != other.x() || one.y() == other.y()));
  }

  private static List<Point> union(List<Point> a, List<Point> b) {
    return Stream.concat(a.stream(), b.stream())
        .distinct()
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  private static @Nullable Point bound(Study study, String metric) {
    var reads = study.mean("bound");
    return switch (metric) {
      case "originReadsPerSample" -> reads == null ? null : at(reads.value());
      case "hitRatio" -> reads == null ? null : at(1 - reads.value());
      default -> {
        var named = study.mean(metric + "Bound");
        yield named == null ? null : at(named.value());
      }
    };
  }

  private static Point at(double value) {
    return new Point(0, value, 0);
  }

  private static @Nullable Point measured(Study study, String metric) {
    var mean = study.mean(metric);
    return mean == null ? null : new Point(0, mean.value(), mean.error());
  }

  /** What is expected, as marks with their tolerance. */
  private List<Series> expected(String metric) {
    var points = new ArrayList<Point>();
    for (var study : studies) {
      var place = varied.place(study);
      for (var each : study.judgements()) {
        var comparable =
            each.expected().metric().equals(metric) && each.expected().bound() == Bound.NEAR;
        if (comparable && place.isPresent()) {
          points.add(
              new Point(place.getAsDouble(), each.expected().value(), each.expected().tolerance()));
        }
      }
    }
    points.sort(Comparator.comparingDouble(Point::x));
    return points.isEmpty()
        ? List.of()
        : List.of(new Series("expected, ± tolerance", Stroke.MARKS, NEUTRAL, points));
  }

  /** Cases that differ in the axis alone. */
  private List<List<Study>> groups() {
    var groups = new LinkedHashMap<String, List<Study>>();
    for (var study : studies) {
      var key = name(study) + " " + varied.rest(study);
      groups.computeIfAbsent(key, name -> new ArrayList<>()).add(study);
    }
    return List.copyOf(groups.values());
  }

  private List<Point> points(List<Study> group, Function<Study, @Nullable Point> of) {
    var points = new ArrayList<Point>();
    for (var study : group) {
      var place = varied.place(study);
      var point = of.apply(study);
      if (point != null && place.isPresent() && Double.isFinite(point.y())) {
        points.add(new Point(place.getAsDouble(), point.y(), point.spread()));
      }
    }
    points.sort(Comparator.comparingDouble(Point::x));
    return points;
  }
}
