package dev.sheaf.gpu.worker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Children that are up and not yet in the hands of their worker, which would never hear of them
 * when it stops in between: one that comes too late is refused, the others are handed out to be
 * closed.
 */
final class Nursery {
  private final Set<TrainerChild> children = new HashSet<>();
  private boolean closed;

  /** Whether the child may stay; else whoever brought it closes it. */
  synchronized boolean add(TrainerChild child) {
    return !closed && children.add(child);
  }

  synchronized void remove(TrainerChild child) {
    children.remove(child);
  }

  /** Takes no more children, and leaves those that are there to the caller. */
  synchronized List<TrainerChild> close() {
    closed = true;
    var left = new ArrayList<>(children);
    children.clear();
    return left;
  }
}
