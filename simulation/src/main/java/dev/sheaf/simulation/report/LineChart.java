package dev.sheaf.simulation.report;

import dev.sheaf.simulation.report.Series.Point;
import dev.sheaf.simulation.report.Series.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Lines over a common axis, as SVG, with the same numbers as a table beside it.
 *
 * @param xLabel what the axis below is
 */
record LineChart(String title, String xLabel, Scale scale, List<Series> series) implements Chart {
  private static final double WIDTH = 440;
  private static final double HEIGHT = 270;
  private static final double LEFT = 50;
  private static final double RIGHT = WIDTH - 14;
  private static final double TOP = 12;
  private static final double BOTTOM = HEIGHT - 42;
  private static final int MOST_MARKED = 30;
  private static final int MOST_ROWS = 24;

  /** How the axis below may be divided. */
  enum Scale {
    /** In equal steps: time, epochs. */
    STEPS,
    /** In equal factors when the values are far apart: sizes, counts. */
    STEPS_OR_FACTORS
  }

  LineChart {
    series = series.stream().map(Series::thinned).filter(each -> !each.points().isEmpty()).toList();
  }

  @Override
  public Markup svg(String id) {
    var x =
        switch (scale) {
          case STEPS -> Axis.linear(all(Point::x), 6);
          case STEPS_OR_FACTORS -> Axis.ofParameter(all(Point::x), 6);
        };
    var y = Axis.ofFigures(heights(), 5);
    var svg = new Markup();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %.0f %.0f".formatted(WIDTH, HEIGHT),
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-desc");
    svg.leaf("title", title, "id", id + "-title").leaf("desc", description(), "id", id + "-desc");
    grid(svg, x, y);
    for (var each : series) {
      draw(svg, each, x, y);
    }
    return svg.close();
  }

  private String description() {
    var names = series.stream().map(Series::name).toList();
    return "%s; lines: %s. The table beside it has the numbers."
        .formatted(title, String.join(", ", names));
  }

  private static double at(Axis x, double value) {
    return LEFT + x.share(value) * (RIGHT - LEFT);
  }

  private static double height(Axis y, double value) {
    return BOTTOM - y.share(value) * (BOTTOM - TOP);
  }

  private void grid(Markup svg, Axis x, Axis y) {
    svg.open("g", "class", "grid");
    for (var tick : y.ticks()) {
      var at = height(y, tick);
      svg.empty("line", "x1", LEFT, "x2", RIGHT, "y1", at, "y2", at);
      svg.leaf("text", Axis.label(tick), "x", LEFT - 7, "y", at + 4, "text-anchor", "end");
    }
    for (var tick : x.ticks()) {
      var at = at(x, tick);
      svg.empty("line", "x1", at, "x2", at, "y1", BOTTOM, "y2", BOTTOM + 4);
      svg.leaf("text", Axis.label(tick), "x", at, "y", BOTTOM + 18, "text-anchor", "middle");
    }
    svg.close();
    svg.empty("line", "class", "axis", "x1", LEFT, "x2", RIGHT, "y1", BOTTOM, "y2", BOTTOM);
    svg.leaf(
        "text",
        xLabel,
        "class",
        "label",
        "x",
        (LEFT + RIGHT) / 2,
        "y",
        HEIGHT - 5,
        "text-anchor",
        "middle");
  }

  private static void draw(Markup svg, Series series, Axis x, Axis y) {
    svg.open("g", "class", "series " + style(series));
    if (series.stroke() != Stroke.MARKS) {
      var path = new StringBuilder();
      for (var point : series.points()) {
        path.append(path.isEmpty() ? "M" : "L")
            .append(
                String.format(
                    java.util.Locale.ROOT, "%.1f %.1f", at(x, point.x()), height(y, point.y())));
      }
      svg.empty("path", "d", path);
    }
    if (series.points().size() <= MOST_MARKED && series.stroke() != Stroke.DASHED) {
      series.points().forEach(point -> mark(svg, series, point, x, y));
    }
    svg.close();
  }

  private static void mark(Markup svg, Series series, Point point, Axis x, Axis y) {
    var at = at(x, point.x());
    var height = height(y, point.y());
    var told =
        "%s: %s at %s"
            .formatted(
                series.name(),
                Digits.uncertain(point.y(), point.spread()),
                Digits.plain(point.x()));
    svg.open("g");
    svg.leaf("title", told);
    if (point.spread() > 0) {
      svg.empty(
          "line",
          "class",
          "spread",
          "x1",
          at,
          "x2",
          at,
          "y1",
          height(y, point.y() - point.spread()),
          "y2",
          height(y, point.y() + point.spread()));
    }
    var size = series.stroke() == Stroke.MARKS ? 4.5 : 3.0;
    Marker.of(series.colour()).draw(svg, at, height, size);
    svg.close();
  }

  private static String style(Series series) {
    return "c%d %s"
        .formatted(
            series.colour() % PALETTE, series.stroke().name().toLowerCase(java.util.Locale.ROOT));
  }

  @Override
  public Markup legend() {
    var legend = new Markup().open("ul", "class", "legend");
    for (var each : series) {
      legend.open("li");
      legend.open(
          "svg", "viewBox", "0 0 26 12", "width", "26", "height", "12", "aria-hidden", "true");
      legend.open("g", "class", "series " + style(each));
      if (each.stroke() != Stroke.MARKS) {
        legend.empty("path", "d", "M1 6L25 6");
      }
      if (each.stroke() != Stroke.DASHED) {
        Marker.of(each.colour()).draw(legend, 13, 6, each.stroke() == Stroke.MARKS ? 4.5 : 3.0);
      }
      legend.close().close().text(each.name()).close();
    }
    return legend.close();
  }

  @Override
  public Markup table() {
    var places = new TreeSet<>(all(Point::x));
    var every = Math.max(1, (places.size() + MOST_ROWS - 1) / MOST_ROWS);
    var table = new Markup().open("table").open("thead").open("tr");
    table.leaf("th", xLabel, "scope", "col");
    series.forEach(each -> table.leaf("th", each.name(), "scope", "col"));
    table.close().close().open("tbody");
    var number = 0;
    for (var place : places) {
      if (number++ % every == 0) {
        table.open("tr").leaf("th", Digits.plain(place), "scope", "row");
        series.forEach(each -> table.leaf("td", value(each, place)));
        table.close();
      }
    }
    return table.close().close();
  }

  private static String value(Series series, double place) {
    return series.points().stream()
        .filter(point -> point.x() == place)
        .findFirst()
        .map(point -> Digits.uncertain(point.y(), point.spread()))
        .orElse("");
  }

  private List<Double> all(java.util.function.Function<Point, Double> of) {
    return series.stream().flatMap(each -> each.points().stream()).map(of).toList();
  }

  /** All values with their spreads; a spread does not pull the axis of positive values to 0. */
  private List<Double> heights() {
    var values = all(Point::y);
    var smallest = values.stream().mapToDouble(value -> value).min().orElse(0);
    var least = smallest >= 0 ? smallest : Double.NEGATIVE_INFINITY;
    var heights = new ArrayList<>(values);
    for (var each : series) {
      for (var point : each.points()) {
        heights.add(Math.max(least, point.y() - point.spread()));
        heights.add(point.y() + point.spread());
      }
    }
    return heights;
  }
}
