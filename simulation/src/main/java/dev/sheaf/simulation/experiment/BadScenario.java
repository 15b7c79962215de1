package dev.sheaf.simulation.experiment;

import java.io.Serial;

/** A scenario, parameter or trace that cannot be used; the message says why and what to do. */
public final class BadScenario extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean dataMissing;

  /** Names the thing, the rule and what to do. */
  public BadScenario(String message) {
    this(message, false);
  }

  private BadScenario(String message, boolean dataMissing) {
    super(message);
    this.dataMissing = dataMissing;
  }

  /** Nothing is wrong with the scenario, but data that it needs is not on this machine. */
  public static BadScenario ofMissingData(String message) {
    return new BadScenario(message, true);
  }

  /** Whether the scenario could be run elsewhere. */
  public boolean dataMissing() {
    return dataMissing;
  }
}
