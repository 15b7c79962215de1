package dev.sheaf.simulation.shell;

import dev.sheaf.simulation.world.Flow;

/** Where a package comes from that is not in the cache. */
@FunctionalInterface
public interface Supply {
  /** A supply that takes no time. */
  Supply AT_ONCE = (node, sizeBytes, ends) -> ends.arrived().run();

  /** The node of a read that goes past all nodes. */
  int NO_NODE = -1;

  /**
   * Fetches so many bytes for a node; exactly one of the two ends is called, once.
   *
   * @param node {@link #NO_NODE} when no node can be reached
   */
  void fetch(int node, long sizeBytes, Flow.Ends ends);
}
