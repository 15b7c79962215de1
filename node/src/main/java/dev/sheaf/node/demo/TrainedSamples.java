package dev.sheaf.node.demo;

import dev.sheaf.gpu.worker.GpuEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The samples that one member has trained on, step by step: what the trainer saw, whatever ledger
 * and cache believe.
 *
 * <p><i>Cost:</i> an object a sample; for the sizes of a demo.
 */
final class TrainedSamples {
  private final TreeMap<Long, Step> steps = new TreeMap<>();

  private record Step(int epoch, List<Long> ids) {}

  synchronized void add(GpuEvent.Stepped stepped) {
    steps.put(stepped.step(), new Step(stepped.epoch(), stepped.ids()));
  }

  /** A trainer goes on from a checkpoint with so many steps behind it: later ones never were. */
  synchronized void backTo(long step) {
    steps.tailMap(step, false).clear();
  }

  /** Samples that an epoch had more than once, over all epochs. */
  synchronized long duplicates() {
    var trained = steps.values().stream().mapToLong(step -> step.ids().size()).sum();
    return trained - byEpoch().values().stream().mapToLong(Set::size).sum();
  }

  /** Samples that an epoch never had, over all epochs, which together have {@code due}. */
  synchronized long missing(long due) {
    return due - byEpoch().values().stream().mapToLong(Set::size).sum();
  }

  private Map<Integer, Set<Long>> byEpoch() {
    var seen = new TreeMap<Integer, Set<Long>>();
    steps
        .values()
        .forEach(step ->
            seen.computeIfAbsent(step.epoch(), epoch -> new HashSet<>()).addAll(step.ids()));
    return seen;
  }
}
