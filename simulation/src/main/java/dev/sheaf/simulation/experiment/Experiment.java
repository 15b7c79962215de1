package dev.sheaf.simulation.experiment;

/** Something that can be simulated, under parameters. */
public interface Experiment {
  /** Its name in scenario files. */
  String name();

  /**
   * Reads and checks every parameter, before anything is simulated.
   *
   * <p><i>Errors:</i> {@link BadScenario} names the key, the rule and what to do.
   */
  Run prepare(Parameters parameters);

  /** An experiment whose parameters are known to be good. */
  @FunctionalInterface
  interface Run {
    /** Simulates; the same seed measures the same. */
    Measured measure(long seed);
  }
}
