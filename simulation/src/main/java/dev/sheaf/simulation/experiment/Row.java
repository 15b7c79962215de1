package dev.sheaf.simulation.experiment;

import org.jspecify.annotations.Nullable;

/**
 * One line of a report: a case of a scenario under one seed, and one thing expected of it.
 *
 * @param scenario the scenario's name
 * @param label what this case sets, such as {@code cache.fraction=0.2}; empty when nothing
 * @param expectation null when nothing is expected
 */
public record Row(
    String scenario,
    String label,
    long seed,
    Measured measured,
    @Nullable Expectation expectation) {

  /** What came of the expectation; null without one. */
  public Expectation.@Nullable Verdict verdict() {
    return expectation == null ? null : expectation.judge(value(expectation), error(expectation));
  }

  /** Whether nothing binding was missed. */
  public boolean pass() {
    return expectation == null || expectation.pass(value(expectation), error(expectation));
  }

  /** The figure that is judged; not a number when nothing is expected. */
  public double value() {
    return expectation == null ? Double.NaN : value(expectation);
  }

  private double value(Expectation of) {
    var value = measured.figures().get(of.metric());
    if (value == null) {
      throw new BadScenario(
          "%s expects the metric %s, which is not measured%s; measured are %s"
              .formatted(
                  scenario,
                  of.metric(),
                  Parameters.didYouMean(of.metric(), measured.figures().keySet()),
                  String.join(", ", measured.figures().keySet())));
    }
    return value;
  }

  private double error(Expectation of) {
    return measured.standardError(of.metric());
  }
}
