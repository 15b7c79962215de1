package dev.sheaf.actors.lambda;

import java.util.List;
import java.util.Optional;

/**
 * The functions of the cluster, as this node sees them; may block for as long as an answer takes.
 */
public interface LambdaFleetView {
  /** All functions, in order of their numbers; empty when there is no such tier. */
  Optional<List<Node>> nodes();

  /** Takes nothing new to a function, and in time nothing from it. */
  Draining drain(int node);

  /**
   * A function.
   *
   * @param node its number in the fleet
   * @param function its name
   * @param state what it is doing, in one word: absent, starting, awake, resting, suspect, draining
   *     or lost
   * @param chunks that it holds
   * @param usedBytes of its memory and scratch disk
   * @param instance names the environment that holds them; empty when there is none
   * @param owner the cache node whose bridge invokes it; empty when none does
   */
  record Node(
      int node,
      String function,
      String state,
      long chunks,
      long usedBytes,
      String instance,
      String owner) {}

  /** What came of the wish to drain. */
  sealed interface Draining {
    /** It drains. */
    record Begun(Node node) implements Draining {}

    /** There is no function of this number; the fleet has so many. */
    record NoSuchNode(int nodes) implements Draining {}

    /** There is no such tier. */
    record NoTier() implements Draining {}
  }

  /** The view of a node without this tier. */
  static LambdaFleetView off() {
    return new LambdaFleetView() {
      @Override
      public Optional<List<Node>> nodes() {
        return Optional.empty();
      }

      @Override
      public Draining drain(int node) {
        return new Draining.NoTier();
      }
    };
  }
}
