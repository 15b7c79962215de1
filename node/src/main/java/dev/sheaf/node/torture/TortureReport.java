package dev.sheaf.node.torture;

import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param injected how many faults of each kind
 * @param skipped kinds that could not be done, with the reason
 * @param clientErrors what clients met with and tried again
 * @param acknowledged jobs accepted, batches given and checkpoints together
 * @param released batches that were said to be consumed; that frees memory and is no checkpoint
 * @param setBack those of open windows of which a lost coordinator forgot it
 * @param heldReads reads while a node left in order and came back
 * @param recovery how long entities were gone, by kind of fault
 * @param cases what was broken, the first cases of each promise
 */
public record TortureReport(
    long seed,
    Map<String, Integer> injected,
    Map<String, String> skipped,
    long requests,
    Map<String, Long> clientErrors,
    long incompleteBatches,
    long badInputs,
    long acknowledged,
    long jobsAccepted,
    long batchesGiven,
    long checkpoints,
    long samplesHeld,
    long epochsHeld,
    long released,
    long setBack,
    long heldReads,
    long wrongBytes,
    long duplicates,
    long missing,
    long lostAcks,
    long dualOwners,
    long failedReads,
    long late,
    long serverErrors,
    long refused,
    long stuck,
    Map<String, Recovery> recovery,
    double longestBatchSeconds,
    long flippedBits,
    double wallSeconds,
    List<String> cases) {
  /**
   * How long entities were gone after a fault of a kind.
   *
   * @param gone how many were, over all faults of the kind
   */
  public record Recovery(int gone, double p50Seconds, double p99Seconds, double mostSeconds) {
    static Recovery of(List<Double> seconds) {
      var sorted = seconds.stream().sorted().toList();
      return new Recovery(sorted.size(), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(List<Double> sorted, double share) {
      return sorted.isEmpty()
          ? 0
          : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
  }

  /** True when every promise was kept. */
  public boolean kept() {
    return cases.isEmpty();
  }
}
