package dev.sheaf.node.torture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is noted while faults are injected. */
final class Findings {
  /** What entities miss when they move once more, back to a node that has returned. */
  static final String HEALING = "healing";

  private final Map<String, Integer> injected = new LinkedHashMap<>();
  private final Map<String, List<Double>> back = new TreeMap<>();

  /**
   * A fault was done.
   *
   * @param seconds until the entities were back that were gone by it
   * @param again for how long some were gone once more while the cluster healed
   */
  void note(String kind, List<Double> seconds, List<Double> again) {
    injected.merge(kind, 1, Integer::sum);
    back.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(seconds);
    if (!again.isEmpty()) {
      back.computeIfAbsent(HEALING, _ -> new ArrayList<>()).addAll(again);
    }
  }

  /** What clients and the network counted beside the checker. */
  record Counts(Tally tally, Map<FaultKind, String> skipped, long flippedBits, double wallSeconds) {
    Counts {
      skipped = new EnumMap<>(skipped);
    }
  }

  /** All of it. */
  TortureReport report(long seed, Checker checker, Counts counts) {
    var recovery = new TreeMap<String, TortureReport.Recovery>();
    back.forEach((kind, seconds) -> recovery.put(kind, TortureReport.Recovery.of(seconds)));
    var skipped = new TreeMap<String, String>();
    counts.skipped().forEach((kind, why) -> skipped.put(kind.word(), why));
    var broken = checker.broken();
    var held = checker.held();
    var tally = counts.tally();
    return new TortureReport(
        seed,
        injected,
        skipped,
        tally.requests(),
        tally.errors(),
        tally.incompleteBatches(),
        tally.badInputs(),
        held.acknowledged().all(),
        held.acknowledged().jobs(),
        held.acknowledged().batches(),
        held.acknowledged().checkpoints(),
        held.samples(),
        held.epochs(),
        held.released(),
        held.setBack(),
        tally.heldReads(),
        times(broken, Promise.WRONG_BYTES),
        times(broken, Promise.DUPLICATES),
        times(broken, Promise.MISSING),
        times(broken, Promise.LOST_ACKS),
        times(broken, Promise.DUAL_OWNERS),
        times(broken, Promise.FAILED_READS),
        times(broken, Promise.LATE),
        times(broken, Promise.SERVER_ERRORS),
        times(broken, Promise.REFUSED),
        times(broken, Promise.STUCK),
        recovery,
        tally.longestSeconds(),
        counts.flippedBits(),
        counts.wallSeconds(),
        checker.cases());
  }

  private static long times(Map<Promise, Long> broken, Promise promise) {
    return broken.getOrDefault(promise, 0L);
  }
}
