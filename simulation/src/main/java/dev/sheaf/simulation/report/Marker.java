package dev.sheaf.simulation.report;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A shape at a point, so that lines can be told apart without their colours. */
enum Marker {
  CIRCLE,
  SQUARE,
  TRIANGLE,
  DIAMOND;

  /** The shape of a colour in the palette. */
  static Marker of(int colour) {
    return values()[colour % values().length];
  }

  void draw(Markup svg, double x, double y, double size) {
    switch (this) {
      case CIRCLE -> svg.empty("circle", "cx", x, "cy", y, "r", size);
      case SQUARE ->
          svg.empty(
              "rect",
              "x",
              x - size * 0.9,
              "y",
              y - size * 0.9,
              "width",
              size * 1.8,
              "height",
              size * 1.8);
      case TRIANGLE ->
          polygon(
              svg,
              x,
              y - size * 1.2,
              x + size * 1.1,
              y + size * 0.8,
              x - size * 1.1,
              y + size * 0.8);
      case DIAMOND ->
          polygon(svg, x, y - size * 1.3, x + size * 1.3, y, x, y + size * 1.3, x - size * 1.3, y);
    }
  }

  /** Of corners, their x and y in turn. */
  private static void polygon(Markup svg, double... places) {
    var points =
        DoubleStream.of(places)
            .mapToObj(place -> String.format(Locale.ROOT, "%.1f", place))
            .collect(Collectors.joining(" "));
    svg.empty("polygon", "points", points);
  }
}
