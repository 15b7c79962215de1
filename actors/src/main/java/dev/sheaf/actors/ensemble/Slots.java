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

  /** What this node's own slots do. */
  default Usage usage() {
    return Usage.NONE;
  }

  /**
   * Slots of one node.
   *
   * @param busy processes that train members now, those that rest included
   * @param started since the node was started, those that failed to start included
   */
  record Usage(int slots, long busy, long started) {
    /** Of a node that trains nothing. */
    public static final Usage NONE = new Usage(0, 0, 0);
  }

  /** All slots of the cluster. */
  default int count() {
    return offers().stream().mapToInt(SlotOffer::slots).sum();
  }
}
