package dev.sheaf.simulation.experiment;

import java.util.Arrays;

/**
 * A mean of independent runs, and how far it may be off.
 *
 * @param standardError of the mean, from the sample's own deviation
 */
public record Spread(double mean, double standardError) {

  /** Of the runs' figures; a single one says nothing of how far it may be off. */
  public static Spread of(double[] runs) {
    var mean = Arrays.stream(runs).average().orElseThrow();
    if (runs.length == 1) {
      return new Spread(mean, 0);
    }
    var squares = Arrays.stream(runs).map(run -> (run - mean) * (run - mean)).sum();
    return new Spread(mean, StrictMath.sqrt(squares / (runs.length - 1) / runs.length));
  }
}
