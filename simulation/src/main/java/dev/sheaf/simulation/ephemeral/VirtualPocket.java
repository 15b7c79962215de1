package dev.sheaf.simulation.ephemeral;

import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling;
import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling.Verdict;
import dev.sheaf.policies.ephemeral.FullestFirst;
import dev.sheaf.policies.ephemeral.FullestFirst.Share;
import dev.sheaf.policies.ephemeral.HintedSize.Demand;
import dev.sheaf.policies.ephemeral.Medium;
import dev.sheaf.policies.ephemeral.StorageNode;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A cluster of ephemeral storage in virtual time, and what must hold of it. */
final class VirtualPocket {
  private static final long SECOND = 1_000_000_000L;

  private final Timeline timeline;
  private final FullestFirst placement;
  private final AllocatedNetworkScaling scaling;
  private final long startNanos;
  private final TreeMap<String, StorageNode> nodes = new TreeMap<>();
  private final TreeMap<String, List<Share>> jobs = new TreeMap<>();
  private int named;
  private int starting;
  private double nodeSeconds;
  private long changedNanos;
  final Seen seen = new Seen();

  VirtualPocket(
      Timeline timeline, FullestFirst placement, AllocatedNetworkScaling scaling, long startNanos) {
    this.timeline = timeline;
    this.placement = placement;
    this.scaling = scaling;
    this.startNanos = startNanos;
  }

  /** What happened. */
  static final class Seen {
    int added;
    int drained;
    int removed;
    int mostNodes;
    double mostShare;
    double mostShareAtRemoval;
    double worstSumOfWeights;
    long lastChangeNanos;
  }

  void register(String job, Demand demand) {
    var placed =
        placement.place(demand, List.copyOf(nodes.values()), "node-%05d-".formatted(named++));
    var sum = placed.shares().stream().mapToDouble(Share::weight).sum();
    seen.worstSumOfWeights = Math.max(seen.worstSumOfWeights, Math.abs(sum - 1));
    for (var share : placed.shares()) {
      count();
      var node = nodes.getOrDefault(share.node(), StorageNode.empty(share.node(), demand.medium()));
      put(node.with(share.network(), share.capacity()));
    }
    seen.added += placed.newNodes();
    jobs.put(job, placed.shares());
  }

  void deregister(String job) {
    for (var share : jobs.getOrDefault(job, List.of())) {
      var node = nodes.get(share.node());
      if (node != null) {
        put(node.with(-share.network(), -share.capacity()));
      }
    }
    jobs.remove(job);
    new ArrayList<>(nodes.values()).forEach(this::removeIfDrained);
  }

  /** Asks once a second, until {@code endNanos}. */
  void scale(long endNanos) {
    switch (scaling.decide(List.copyOf(nodes.values()), starting)) {
      case Verdict.Add add -> {
        starting += add.nodes();
        changed();
        timeline.after(startNanos, () -> join(add.nodes()));
      }
      case Verdict.Drain drain -> {
        var node = nodes.get(drain.node());
        if (node != null) {
          seen.drained++;
          changed();
          put(node.drain());
          removeIfDrained(node.drain());
        }
      }
      case Verdict.Stay stay -> {}
    }
    if (timeline.now() + SECOND <= endNanos) {
      timeline.after(SECOND, () -> scale(endNanos));
    }
  }

  private void join(int count) {
    count();
    starting -= count;
    seen.added += count;
    for (int i = 0; i < count; i++) {
      put(StorageNode.empty("node-%05d-".formatted(named++), Medium.DRAM));
    }
  }

  private void removeIfDrained(StorageNode node) {
    var used =
        jobs.values().stream()
            .flatMap(List::stream)
            .anyMatch(share -> share.node().equals(node.id()));
    if (node.draining() && !used) {
      count();
      seen.removed++;
      seen.mostShareAtRemoval =
          Math.max(seen.mostShareAtRemoval, Math.max(node.networkShare(), node.capacityShare()));
      nodes.remove(node.id());
    }
  }

  private void put(StorageNode node) {
    nodes.put(node.id(), node);
    seen.mostNodes = Math.max(seen.mostNodes, nodes.size());
    seen.mostShare = Math.max(seen.mostShare, Math.max(node.networkShare(), node.capacityShare()));
  }

  private void changed() {
    seen.lastChangeNanos = timeline.now();
  }

  private void count() {
    nodeSeconds += (timeline.now() - changedNanos) / (double) SECOND * nodes.size();
    changedNanos = timeline.now();
  }

  int nodes() {
    return nodes.size();
  }

  double nodeSeconds() {
    count();
    return nodeSeconds;
  }
}
