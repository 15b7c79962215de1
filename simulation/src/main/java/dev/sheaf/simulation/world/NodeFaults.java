package dev.sheaf.simulation.world;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Lets faults hit nodes, the origin and the functions.
 *
 * <p>Faults of one kind may overlap on a node: it is well again when the last is over.
 */
public final class NodeFaults implements FaultSchedule.Hooks {
  private final List<CacheNode> nodes;
  private final MeteredOrigin origin;
  private final DoubleConsumer reclaim;
  private final Map<Fault.Kind, int[]> going = new EnumMap<>(Fault.Kind.class);
  private int throttled;

  /** Over a world; {@code reclaim} takes the share of the functions that a storm reclaims. */
  public NodeFaults(List<CacheNode> nodes, MeteredOrigin origin, DoubleConsumer reclaim) {
    this.nodes = List.copyOf(nodes);
    this.origin = origin;
    this.reclaim = reclaim;
  }

  @Override
  public void begins(Fault fault) {
    switch (fault.kind()) {
      case NODE_LOSS -> {
        count(fault, 1);
        node(fault).goDown();
      }
      case SLOW_NODE -> {
        count(fault, 1);
        node(fault).slowFactor(fault.by());
      }
      case PARTITION -> {
        count(fault, 1);
        node(fault).connected(false);
      }
      case ORIGIN_THROTTLING -> {
        throttled++;
        origin.admitPerSecond(origin.terms().requestsPerSecond() * fault.by());
      }
      case RECLAIM_STORM -> reclaim.accept(fault.by());
    }
  }

  @Override
  public void ends(Fault fault) {
    switch (fault.kind()) {
      case NODE_LOSS -> {
        if (count(fault, -1) == 0) {
          node(fault).comeUp();
        }
      }
      case SLOW_NODE -> {
        if (count(fault, -1) == 0) {
          node(fault).slowFactor(1);
        }
      }
      case PARTITION -> {
        if (count(fault, -1) == 0) {
          node(fault).connected(true);
        }
      }
      case ORIGIN_THROTTLING -> {
        if (--throttled == 0) {
          origin.admitPerSecond(origin.terms().requestsPerSecond());
        }
      }
      case RECLAIM_STORM -> {}
    }
  }

  private int count(Fault fault, int change) {
    var counts = going.computeIfAbsent(fault.kind(), kind -> new int[nodes.size()]);
    return counts[fault.node()] += change;
  }

  private CacheNode node(Fault fault) {
    return nodes.get(fault.node());
  }
}
