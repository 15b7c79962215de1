package dev.sheaf.actors.ensemble;

import java.util.List;

/** What the nodes of the cluster have to train on, as this node knows; never blocks. */
@FunctionalInterface
public interface Slots {
  /** The offers, in order of node. */
  List<SlotOffer> offers();

  /** What preparing costs, as far as this node knows. */
  default Preparing preparing() {
    return Preparing.ASSUMED;
  }

  /** All slots of the cluster. */
  default int count() {
    return offers().stream().mapToInt(SlotOffer::slots).sum();
  }
}
