package dev.sheaf.simulation.experiment;

import java.io.Serial;

/** A scenario, parameter or trace that cannot be used; the message says why and what to do. */
public final class BadScenario extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Names the thing, the rule and what to do. */
  public BadScenario(String message) {
    super(message);
  }
}
