package dev.sheaf.simulation.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one run measured: figures by name, their standard errors where they are samples of chance,
 * and curves to draw.
 *
 * <p><i>Units:</i> last in the name: {@code hitRatio}, {@code costMicroUsd}, {@code stallSeconds}.
 */
public final class Measured {
  private final String policy;
  private final TreeMap<String, Double> figures = new TreeMap<>();
  private final TreeMap<String, Double> errors = new TreeMap<>();
  private final List<Curve> curves = new ArrayList<>();

  /** Nothing yet, of a run under {@code policy}. */
  public Measured(String policy) {
    this.policy = policy;
  }

  /**
   * A line over a common axis.
   *
   * @param chart what the axes are, such as {@code availability over time (h)}
   * @param name of the line
   */
  public record Curve(String chart, String name, List<Double> x, List<Double> y) {}

  /** The policy that was in force. */
  public String policy() {
    return policy;
  }

  /** Adds a figure that is exact for its seed. */
  public Measured with(String name, double value) {
    figures.put(name, value);
    return this;
  }

  /** Adds a count. */
  public Measured with(String name, long value) {
    return with(name, (double) value);
  }

  /** Adds a figure that is a mean of chances, with the standard error of that mean. */
  public Measured with(String name, double value, double standardError) {
    errors.put(name, standardError);
    return with(name, value);
  }

  /** Adds a curve. */
  public Measured curve(Curve curve) {
    curves.add(curve);
    return this;
  }

  /** All figures. */
  public SortedMap<String, Double> figures() {
    return new TreeMap<>(figures);
  }

  /** The standard error of a figure; 0 when it is exact. */
  public double standardError(String name) {
    return errors.getOrDefault(name, 0.0);
  }

  /** All curves. */
  public List<Curve> curves() {
    return List.copyOf(curves);
  }
}
