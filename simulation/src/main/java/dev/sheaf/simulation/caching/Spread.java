package dev.sheaf.simulation.caching;

import java.util.Arrays;

/**
 * A mean of independent runs, and how far it may be off.
 *
 * @param standardError of the mean, from the sample's own deviation
 */
record Spread(double mean, double standardError) {

  static Spread of(double[] runs) {
    var mean = Arrays.stream(runs).average().orElseThrow();
    var squares = Arrays.stream(runs).map(run -> (run - mean) * (run - mean)).sum();
    return new Spread(mean, StrictMath.sqrt(squares / (runs.length - 1) / runs.length));
  }
}
