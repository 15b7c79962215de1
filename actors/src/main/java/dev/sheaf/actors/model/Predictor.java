package dev.sheaf.actors.model;

import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Verdict;

/** What predicts. */
public sealed interface Predictor {
  /**
   * Several members that vote.
   *
   * @param verdict how its members count
   */
  record Ensemble(EnsembleSpec spec, Verdict verdict) implements Predictor {}

  /** A model of the store, by its name. */
  record Single(String name) implements Predictor {}
}
