package dev.sheaf.http.operate;

import java.util.List;

/**
 * Says whether a node can serve yet; {@link #waitingFor} is read on every {@code GET /ready} and
 * never blocks.
 */
@FunctionalInterface
public interface Readiness {
  /** What the node still waits for, in words; empty when it is ready. */
  List<String> waitingFor();

  /** The same after a look at everything; may block. */
  default List<String> waitingForNow() {
    return waitingFor();
  }

  /** What the node does without although it is ready, in words that say what to do. */
  default List<String> degraded() {
    return List.of();
  }
}
