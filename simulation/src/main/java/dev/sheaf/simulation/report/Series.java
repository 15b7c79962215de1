package dev.sheaf.simulation.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a chart.
 *
 * @param colour its place in the palette, from 0
 * @param points from left to right
 */
record Series(String name, Stroke stroke, int colour, List<Point> points) {
  private static final int MOST_POINTS = 300;

  /** How it is drawn. */
  enum Stroke {
    /** What was measured. */
    SOLID,
    /** What nothing can beat. */
    DASHED,
    /** What was published: marks with their tolerance, no line. */
    MARKS
  }

  /**
   * A place on it.
   *
   * @param spread how far it may be off to either side; 0 when exact
   */
  record Point(double x, double y, double spread) {
    boolean finite() {
      return Double.isFinite(x) && Double.isFinite(y);
    }
  }

  /** The same with no more points than can be told apart; the first and the last stay. */
  Series thinned() {
    var finite = points.stream().filter(Point::finite).toList();
    if (finite.size() <= MOST_POINTS) {
      return new Series(name, stroke, colour, finite);
    }
    var kept = new ArrayList<Point>();
    for (int i = 0; i < MOST_POINTS; i++) {
      kept.add(finite.get((int) ((long) i * (finite.size() - 1) / (MOST_POINTS - 1))));
    }
    return new Series(name, stroke, colour, kept);
  }
}
