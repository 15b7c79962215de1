package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the berths of a flotilla on nodes: whole nodes for members that fill them, one node for what
 * is less, the biggest first.
 *
 * <p>What fits in no single node is spread over the emptiest: accelerators that add up always find
 * a place, at the price of a slower link for that member.
 *
 * <p><i>Source:</i> FLEET (Guan et al., MLSys 2020). <i>Cost:</i> O(members · nodes).
 */
public final class NodePlacement {
  private final int gpusPerNode;
  private final int[] free;

  private NodePlacement(int nodes, int gpusPerNode) {
    this.gpusPerNode = gpusPerNode;
    this.free = new int[nodes];
    Arrays.fill(free, gpusPerNode);
  }

  /** So many accelerators of one node. */
  public record Slice(int node, int gpus) {}

  /** Where a member trains. */
  public record Place(String member, List<Slice> slices) {
    /** A place that owns its list. */
    public Place {
      slices = List.copyOf(slices);
    }

    /** How many accelerators it has. */
    public int gpus() {
      return slices.stream().mapToInt(Slice::gpus).sum();
    }
  }

  /** The place of each berth; biggest first. */
  public static List<Place> place(Flotilla flotilla, int nodes, int gpusPerNode) {
    if (flotilla.gpus() > nodes * gpusPerNode) {
      throw new IllegalArgumentException(
          "a flotilla must take at most %d accelerators but takes %d"
              .formatted(nodes * gpusPerNode, flotilla.gpus()));
    }
    var placement = new NodePlacement(nodes, gpusPerNode);
    return flotilla.berths().stream()
        .sorted(
            Comparator.comparingInt(Berth::gpus)
                .reversed()
                .thenComparing(berth -> berth.member().id()))
        .map(placement::place)
        .toList();
  }

  private Place place(Berth berth) {
    var slices = new ArrayList<Slice>();
    var left = berth.gpus();
    for (int node = 0; node < free.length && left >= gpusPerNode; node++) {
      if (free[node] == gpusPerNode) {
        left -= take(node, gpusPerNode, slices);
      }
    }
    var snug = snuggest(left);
    if (snug >= 0 && left > 0) {
      left -= take(snug, left, slices);
    }
    while (left > 0) {
      var node = emptiest();
      left -= take(node, Math.min(left, free[node]), slices);
    }
    return new Place(berth.member().id(), slices);
  }

  private int take(int node, int gpus, List<Slice> slices) {
    free[node] -= gpus;
    slices.add(new Slice(node, gpus));
    return gpus;
  }

  /** The node with the least room that is enough; -1 when none has enough. */
  private int snuggest(int gpus) {
    var best = -1;
    for (int node = 0; node < free.length; node++) {
      if (free[node] >= gpus && (best < 0 || free[node] < free[best])) {
        best = node;
      }
    }
    return best;
  }

  private int emptiest() {
    var best = 0;
    for (int node = 1; node < free.length; node++) {
      best = free[node] > free[best] ? node : best;
    }
    return best;
  }
}
