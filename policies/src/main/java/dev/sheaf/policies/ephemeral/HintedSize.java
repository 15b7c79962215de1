package dev.sheaf.policies.ephemeral;

/**
 * Turns hints into a demand: what a job does not say follows from what it does, in whole nodes'
 * proportions.
 *
 * <ul>
 *   <li>both capacity and rate: as said;
 *   <li>functions: as many nodes as their rate together needs;
 *   <li>only a rate, or only a capacity: the nodes that need, and the other in proportion;
 *   <li>nothing: so many nodes' worth.
 * </ul>
 *
 * <p>As released, the capacity that goes with a node of a latency-sensitive job is that of its
 * memory and its flash together, though all of it is then asked of memory: two nodes' worth become
 * 69.
 *
 * <p><i>Source:</i> Pocket, §4.1 and controller.py. <i>Cost:</i> O(1).
 */
public final class HintedSize {
  private final NodeType type;
  private final double mbpsPerLambda;
  private final double nodesWithoutHint;
  private final boolean asReleased;

  /**
   * Sizes for nodes of a type.
   *
   * @param mbpsPerLambda what the network of one function carries
   * @param nodesWithoutHint what a job gets that says nothing
   */
  public HintedSize(
      NodeType type, double mbpsPerLambda, double nodesWithoutHint, boolean asReleased) {
    this.type = type;
    this.mbpsPerLambda = mbpsPerLambda;
    this.nodesWithoutHint = nodesWithoutHint;
    this.asReleased = asReleased;
  }

  /** What a job needs. */
  public record Demand(double gb, double mbps, Medium medium) {
    /** True when the rate needs at least as many nodes as the capacity does. */
    public boolean throughputBound(NodeType type) {
      return mbps / type.networkMbps() >= gb / type.gb(medium);
    }

    /** The fraction of nodes that it fills. */
    public double nodes(NodeType type) {
      return Math.max(mbps / type.networkMbps(), gb / type.gb(medium));
    }
  }

  /** What a job with these hints needs. */
  public Demand demand(Hints hints) {
    var nodes = nodes(hints);
    var gb = hints.capacityGb() > 0 ? hints.capacityGb() : nodes * gbPerNode(hints.medium());
    var mbps = hints.peakMbps() > 0 ? hints.peakMbps() : nodes * type.networkMbps();
    return new Demand(gb, mbps, hints.medium());
  }

  private double nodes(Hints hints) {
    if (hints.lambdas() > 0) {
      return hints.lambdas() * mbpsPerLambda / type.networkMbps();
    }
    if (hints.peakMbps() > 0) {
      return hints.peakMbps() / type.networkMbps();
    }
    return hints.capacityGb() > 0 ? hints.capacityGb() / type.gb(hints.medium()) : nodesWithoutHint;
  }

  private double gbPerNode(Medium medium) {
    return asReleased && medium == Medium.DRAM ? type.dramGb() + type.nvmeGb() : type.gb(medium);
  }
}
