package dev.sheaf.simulation.shell;

/** Where a package comes from that is not in the cache. */
@FunctionalInterface
public interface Supply {
  /** A supply that takes no time. */
  Supply AT_ONCE = (node, sizeBytes, done) -> done.run();

  /** Fetches so many bytes for a node, and says when they are there. */
  void fetch(int node, long sizeBytes, Runnable done);
}
