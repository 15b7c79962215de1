package dev.sheaf.policies.placement;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Maps slots to nodes, and every stripe to slots: where its chunks are follows from this table and
 * its key alone.
 *
 * <p><i>Goals:</i> chunks of a stripe on distinct nodes; shares in proportion to weight; when a
 * node is drained, only what it held moves. <i>Algorithm:</i> a node of weight w has w slots; the
 * i-th draw for a key names a slot, and a node that was named before is passed over. <i>Cost:</i>
 * O(chunks²) a stripe, O(slots) a change.
 *
 * <p><i>Source:</i> a stripe's nodes are distinct and drawn at random in Wang et al.,
 * "InfiniCache", FAST 2020, §3.1; the table is ours.
 */
public final class SlotTable {
  private final long version;
  private final int[] nodeOfSlot;
  private final int nodes;

  private SlotTable(long version, int[] nodeOfSlot) {
    this.version = version;
    this.nodeOfSlot = nodeOfSlot;
    this.nodes = (int) Arrays.stream(nodeOfSlot).distinct().count();
  }

  /** The first table, in which node i has {@code weights[i]} slots. */
  public static SlotTable of(int[] weights) {
    var slots = new int[Arrays.stream(weights).sum()];
    var next = 0;
    for (int node = 0; node < weights.length; node++) {
      if (weights[node] < 0) {
        throw new IllegalArgumentException(
            "the weight of node %d must not be negative but was %d".formatted(node, weights[node]));
      }
      Arrays.fill(slots, next, next + weights[node], node);
      next += weights[node];
    }
    return new SlotTable(1, slots);
  }

  /** The first table of {@code nodes} that weigh the same. */
  public static SlotTable even(int nodes) {
    var weights = new int[nodes];
    Arrays.fill(weights, 1);
    return of(weights);
  }

  /** The table after this one, in which the slots of {@code node} belong to the others. */
  public SlotTable drained(int node) {
    var others = Arrays.stream(nodeOfSlot).filter(each -> each != node).toArray();
    if (others.length == 0) {
      throw new IllegalArgumentException("node " + node + " is the last one");
    }
    var changed = nodeOfSlot.clone();
    for (int slot = 0; slot < changed.length; slot++) {
      if (changed[slot] == node) {
        changed[slot] = others[(int) Draw.below(Draw.draw(version, slot, node), others.length)];
      }
    }
    return new SlotTable(version + 1, changed);
  }

  /** Grows with every change. */
  public long version() {
    return version;
  }

  /** How many nodes have a slot. */
  public int nodes() {
    return nodes;
  }

  /** The nodes of a stripe's chunks, in the order of the chunks; all distinct. */
  public List<Integer> place(long key, int chunks) {
    if (chunks > nodes) {
      throw new IllegalArgumentException(
          "a stripe of %d chunks needs as many nodes but there are %d".formatted(chunks, nodes));
    }
    var placed = new ArrayList<Integer>(chunks);
    for (long i = 0; placed.size() < chunks; i++) {
      var slot = (int) Draw.below(Draw.draw(key, i), nodeOfSlot.length);
      var node = nodeOfSlot[slot];
      if (!placed.contains(node)) {
        placed.add(node);
      }
    }
    return placed;
  }
}
