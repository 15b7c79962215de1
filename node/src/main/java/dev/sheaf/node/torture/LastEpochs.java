package dev.sheaf.node.torture;

import java.util.HashMap;
import java.util.Map;

/**
 * Has all ranks of a job end with the same epoch: the newest that one has begun when it is over.
 */
final class LastEpochs {
  private final Map<String, Integer> begun = new HashMap<>();
  private boolean over;

  /** True when a rank may begin this epoch. */
  synchronized boolean mayBegin(String job, int epoch) {
    var newest = begun.getOrDefault(job, -1);
    if (over && epoch > newest) {
      return false;
    }
    begun.put(job, Math.max(newest, epoch));
    return true;
  }

  /** No job begins a further epoch. */
  synchronized void end() {
    over = true;
  }
}
