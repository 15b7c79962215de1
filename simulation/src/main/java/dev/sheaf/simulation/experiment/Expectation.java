package dev.sheaf.simulation.experiment;

/**
 * What a closed form, a published figure or our own oracle says a metric should be.
 *
 * @param metric the figure that is compared
 * @param value what is expected of it
 * @param tolerance how far off it may be, in the metric's own unit
 * @param sigmas how many standard errors of the measured mean it may be off besides
 * @param bound which side is bounded
 * @param source where the value is from
 * @param why when it is known not to be reproduced, or not enough is published: why; else empty
 * @param standing whether the figure binds
 */
public record Expectation(
    String metric,
    double value,
    double tolerance,
    double sigmas,
    Bound bound,
    String source,
    String why,
    Standing standing) {

  /** Which side is bounded. */
  public enum Bound {
    /** Neither much more nor much less. */
    NEAR,
    /** At most the value and the tolerance. */
    AT_MOST,
    /** At least the value less the tolerance. */
    AT_LEAST
  }

  /** Whether a figure binds. */
  public enum Standing {
    /** It must be met. */
    BINDING,
    /** Too little is published for a re-run: the shape is shown, nothing is judged. */
    NOT_ENOUGH_PUBLISHED,
    /** It is known to be missed, and {@code why} says why. */
    KNOWN_TO_DIFFER
  }

  /** What came of it. */
  public enum Verdict {
    /** Within the tolerance. */
    REPRODUCED,
    /** Outside of it. */
    NOT_REPRODUCED,
    /** Nothing that could be judged. */
    NOT_ENOUGH_PUBLISHED
  }

  /** How far a measured value may be off, given the standard error of its mean. */
  public double allowed(double standardError) {
    return tolerance + sigmas * standardError;
  }

  /** The verdict on a measured value. */
  public Verdict judge(double measured, double standardError) {
    if (standing == Standing.NOT_ENOUGH_PUBLISHED) {
      return Verdict.NOT_ENOUGH_PUBLISHED;
    }
    var off = measured - value;
    var within =
        switch (bound) {
          case NEAR -> Math.abs(off) <= allowed(standardError);
          case AT_MOST -> off <= allowed(standardError);
          case AT_LEAST -> -off <= allowed(standardError);
        };
    return within ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED;
  }

  /** False only for a binding figure that was missed. */
  public boolean pass(double measured, double standardError) {
    return standing != Standing.BINDING || judge(measured, standardError) == Verdict.REPRODUCED;
  }
}
