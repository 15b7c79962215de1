package dev.sheaf.policies.ephemeral;

import dev.sheaf.policies.ephemeral.HintedSize.Demand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places a job's data on the fullest nodes that have room left, and on as many new ones as the rest
 * needs; each node gets capacity and rate in the job's own proportion.
 *
 * <p><i>Algorithm.</i> A job is bound by rate or by capacity, whichever needs more nodes. Nodes of
 * its medium are taken in the order of how much of the binding one is promised, fullest first; each
 * gives the job the most that neither of its limits forbids. Blocks of data then go to a node with
 * the chance of its weight; weights add up to 1.
 *
 * <p>As released, {@code ==} of sums of fractions says whether the job is satisfied, so a rounding
 * error may cost a node; a node that a capacity-bound job fills books its whole free network's part
 * instead of what the job needs; and a node that a rate-bound job fills gets a weight of 1, however
 * little was free.
 *
 * <p><i>Source:</i> Pocket, §4.2 and controller.py. <i>Cost:</i> O(n log n) for n nodes.
 */
public final class FullestFirst {
  /** Less than this share of a node is a rounding error. */
  private static final double NOTHING = 1e-9;

  private final NodeType type;
  private final boolean asReleased;

  /** Places on nodes of a type. */
  public FullestFirst(NodeType type, boolean asReleased) {
    this.type = type;
    this.asReleased = asReleased;
  }

  /** How much of a node a job gets, and the chance of a block to go there. */
  public record Share(String node, double network, double capacity, double weight) {}

  /** Where a job's data goes; the last {@code newNodes} have to be started. */
  public record Placed(List<Share> shares, int newNodes) {
    /** A placement that owns its list. */
    public Placed {
      shares = List.copyOf(shares);
    }
  }

  /**
   * Where a job's data goes; new nodes are named {@code newName}0, 1, …
   *
   * @param nodes all there are, in the order of ids
   */
  public Placed place(Demand demand, List<StorageNode> nodes, String newName) {
    var byRate = demand.throughputBound(type);
    var needed = byRate ? networkNodes(demand) : capacityNodes(demand);
    var shares = new ArrayList<Share>();
    var got = 0.0;
    for (var node : candidates(demand, nodes, byRate)) {
      if (satisfied(got, needed)) {
        break;
      }
      var part = part(node, demand, needed - got, byRate);
      if (part > 0) {
        shares.add(share(node, demand, part, byRate));
        got += part;
      }
    }
    var newNodes = satisfied(got, needed) ? 0 : (int) Math.ceil(rest(needed - got));
    for (int i = 0; i < newNodes; i++) {
      var part = Math.min(1, needed - got);
      shares.add(fair(newName + i, demand, part, byRate));
      got += part;
    }
    return new Placed(normalised(shares), newNodes);
  }

  private double rest(double missing) {
    return asReleased ? missing : missing - NOTHING;
  }

  private boolean satisfied(double got, double needed) {
    return asReleased ? got == needed : needed - got < NOTHING;
  }

  private List<StorageNode> candidates(Demand demand, List<StorageNode> nodes, boolean byRate) {
    return nodes.stream()
        .filter(node -> node.medium() == demand.medium() && !node.draining())
        .filter(node -> node.networkShare() < 1 && node.capacityShare() < 1)
        .sorted(
            Comparator.<StorageNode>comparingDouble(node -> -bound(node, byRate))
                .thenComparing(StorageNode::id))
        .toList();
  }

  private static double bound(StorageNode node, boolean byRate) {
    return byRate ? node.networkShare() : node.capacityShare();
  }

  /** The most of the binding share that neither limit of the node forbids. */
  private double part(StorageNode node, Demand demand, double missing, boolean byRate) {
    var network = 1 - node.networkShare();
    var capacity = 1 - node.capacityShare();
    var byOther =
        byRate
            ? capacity / otherPerBinding(demand, true)
            : network / otherPerBinding(demand, false);
    return Math.min(missing, Math.min(byRate ? network : capacity, byOther));
  }

  /** How much of the other share goes with one of the binding share. */
  private double otherPerBinding(Demand demand, boolean byRate) {
    return byRate
        ? capacityNodes(demand) / networkNodes(demand)
        : networkNodes(demand) / capacityNodes(demand);
  }

  private Share share(StorageNode node, Demand demand, double part, boolean byRate) {
    var fair = fair(node.id(), demand, part, byRate);
    var fills = part == 1 - bound(node, byRate);
    if (!asReleased || !fills) {
      return fair;
    }
    return byRate
        ? new Share(node.id(), fair.network(), fair.capacity(), 1)
        : new Share(
            node.id(),
            (1 - node.networkShare()) * otherPerBinding(demand, false),
            fair.capacity(),
            fair.weight());
  }

  private Share fair(String node, Demand demand, double part, boolean byRate) {
    var other = part * otherPerBinding(demand, byRate);
    return byRate ? new Share(node, part, other, part) : new Share(node, other, part, part);
  }

  private double networkNodes(Demand demand) {
    return demand.mbps() / type.networkMbps();
  }

  private double capacityNodes(Demand demand) {
    return demand.gb() / type.gb(demand.medium());
  }

  private static List<Share> normalised(List<Share> shares) {
    var sum = shares.stream().mapToDouble(Share::weight).sum();
    return shares.stream()
        .map(each -> new Share(each.node(), each.network(), each.capacity(), each.weight() / sum))
        .toList();
  }
}
