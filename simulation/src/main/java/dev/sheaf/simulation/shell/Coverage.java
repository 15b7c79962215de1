package dev.sheaf.simulation.shell;

import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.simulation.invariant.Invariants;
import java.util.BitSet;
import java.util.TreeMap;

/**
 * Looks at the ids of every window: no sample is assigned twice in an epoch, and none is left out
 * of one that is assigned wholly.
 */
final class Coverage implements WindowWatcher {
  private final Invariants invariants;
  private final TreeMap<String, Epoch> epochs = new TreeMap<>();

  /** What was assigned of the latest epoch of a job. */
  private record Epoch(int number, BitSet seen) {}

  Coverage(Invariants invariants) {
    this.invariants = invariants;
  }

  @Override
  public void assigned(JobSpec spec, AssignedWindow window, EpochOrder order) {
    var epoch = epochs.get(spec.name());
    if (epoch == null || epoch.number() != window.epoch()) {
      epoch = new Epoch(window.epoch(), new BitSet());
      epochs.put(spec.name(), epoch);
    }
    var seen = epoch.seen();
    var ids = order.ids(window);
    invariants.require(
        "WindowMeansItsIds",
        ids.matchCrc(),
        () ->
            "the ids of batch %d of %s are not those that were assigned"
                .formatted(window.firstBatch(), spec.name()));
    for (int n = window.firstBatch(); n < window.endBatch(); n++) {
      for (var id : ids.batch(n)) {
        var sample = Math.toIntExact(id);
        invariants.require(
            "NoSampleTwicePerEpoch",
            !seen.get(sample),
            () ->
                "sample %d comes twice in epoch %d of %s"
                    .formatted(id, window.epoch(), spec.name()));
        seen.set(sample);
      }
    }
    if (window.last()) {
      var samples = order.selection().samples();
      invariants.require(
          "EverySampleOncePerEpoch",
          seen.cardinality() == samples,
          () ->
              "epoch %d of %s has %d of %d samples"
                  .formatted(window.epoch(), spec.name(), seen.cardinality(), samples));
    }
  }
}
