package dev.sheaf.policies.model;

import java.util.List;
import java.util.Optional;

/** Chooses which models make room for another. */
@FunctionalInterface
public interface VictimChoice {
  /**
   * Models whose bytes add up to at least {@code neededBytes}; empty when there are not enough.
   *
   * @param copies what is in the tier, in the order of names
   */
  Optional<List<String>> choose(List<ModelCopy> copies, long neededBytes);
}
