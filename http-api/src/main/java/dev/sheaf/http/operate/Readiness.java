package dev.sheaf.http.operate;

import java.util.List;

/** Says whether a node can serve yet; read on every {@code GET /ready}, never blocks. */
@FunctionalInterface
public interface Readiness {
  /** What the node still waits for, in words; empty when it is ready. */
  List<String> waitingFor();
}
