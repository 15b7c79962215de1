package dev.sheaf.policies.ephemeral;

import dev.sheaf.policies.ephemeral.EphemeralJob.Portion;
import dev.sheaf.policies.ephemeral.FullestFirst.Share;
import dev.sheaf.policies.ephemeral.HintedSize.Demand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The nodes that may carry ephemeral data, those that do, and what is promised of them: where
 * {@link FullestFirst} looks, in bytes.
 *
 * <p>All nodes are taken for as large as the smallest, so that a share of one is a share of any.
 * What is promised is added up anew each time: a node whose jobs have gone has exactly nothing.
 */
public final class Carriers {
  private static final double GB = 1e9;
  private static final String NEW = "new ";

  /** A part this small of a job is a rounding error. */
  private static final double NOTHING = 1e-6;

  private final TreeMap<String, Size> sizes = new TreeMap<>();
  private final TreeSet<String> carrying;
  private final TreeSet<String> draining;
  private final List<EphemeralJob> jobs;

  /** What a node has. */
  public record Size(long memoryBytes, long diskBytes, double mbps) {}

  /**
   * Nodes.
   *
   * @param sizes of all that are there
   * @param enlisted those that take data though they may have none
   * @param draining those that take no more
   * @param jobs that have not ended
   */
  public Carriers(
      Map<String, Size> sizes,
      Collection<String> enlisted,
      Collection<String> draining,
      List<EphemeralJob> jobs) {
    this.sizes.putAll(sizes);
    this.carrying = new TreeSet<>(enlisted);
    this.draining = new TreeSet<>(draining);
    this.jobs = List.copyOf(jobs);
    jobs.forEach(job -> job.portions().forEach(portion -> carrying.add(portion.node())));
    carrying.retainAll(sizes.keySet());
  }

  /** What every node has at least. */
  public NodeType type() {
    var least =
        sizes.values().stream()
            .reduce((one, other) ->
                new Size(
                    Math.min(one.memoryBytes(), other.memoryBytes()),
                    Math.min(one.diskBytes(), other.diskBytes()),
                    Math.min(one.mbps(), other.mbps())))
            .orElse(new Size(0, 0, 0));
    return new NodeType(least.memoryBytes() / GB, least.diskBytes() / GB, least.mbps());
  }

  /** Where a job with this demand goes; empty when there is no room. */
  public Optional<List<Portion>> place(Demand demand) {
    if (sizes.isEmpty() || type().gb(demand.medium()) <= 0) {
      return Optional.empty();
    }
    // Nodes on their way out stay when the job would have no room without them.
    return place(demand, draining).or(() -> place(demand, new TreeSet<>()));
  }

  private Optional<List<Portion>> place(Demand demand, Collection<String> closed) {
    var idle = sizes.keySet().stream().filter(node -> !carrying.contains(node)).toList();
    var placed = new FullestFirst(type(), false).place(demand, nodes(demand.medium(), closed), NEW);
    if (placed.newNodes() > idle.size()) {
      return Optional.empty();
    }
    var shares = placed.shares().stream().filter(share -> share.weight() > NOTHING).toList();
    var sum = shares.stream().mapToDouble(Share::weight).sum();
    var first = placed.shares().size() - placed.newNodes();
    var portions = new ArrayList<Portion>();
    for (var share : shares) {
      var at = placed.shares().indexOf(share);
      var node = at < first ? share.node() : idle.get(at - first);
      portions.add(
          new Portion(
              node,
              Math.round(share.capacity() * type().gb(demand.medium()) * GB),
              share.network() * type().networkMbps(),
              share.weight() / sum));
    }
    return Optional.of(portions);
  }

  /** The nodes that carry, with what is promised of this medium. */
  private List<StorageNode> nodes(Medium medium, Collection<String> closed) {
    return carrying.stream()
        .map(node ->
            new StorageNode(
                node,
                medium,
                networkShare(node),
                capacityShare(node, medium),
                closed.contains(node)))
        .toList();
  }

  /** The nodes that carry; their share of the network is the largest of their shares. */
  public List<StorageNode> byLargestShare() {
    return carrying.stream()
        .map(node -> {
          var capacity = Math.max(share(node, Medium.DRAM), share(node, Medium.NVME));
          var most = Math.max(networkShare(node), capacity);
          return new StorageNode(node, Medium.DRAM, most, capacity, draining.contains(node));
        })
        .toList();
  }

  private double share(String node, Medium medium) {
    return type().gb(medium) > 0 ? capacityShare(node, medium) : 0;
  }

  private double networkShare(String node) {
    return promised(node).mapToDouble(Portion::mbps).sum() / type().networkMbps();
  }

  private double capacityShare(String node, Medium medium) {
    var bytes =
        jobs.stream()
            .filter(job -> job.demand().medium() == medium)
            .flatMap(job -> job.portionOf(node).stream())
            .mapToLong(Portion::sizeBytes)
            .sum();
    return bytes / (type().gb(medium) * GB);
  }

  private Stream<Portion> promised(String node) {
    return jobs.stream().flatMap(job -> job.portionOf(node).stream());
  }

  /** True when no job has anything promised of the node. */
  public boolean isEmpty(String node) {
    return promised(node).findAny().isEmpty();
  }

  /** The first node that carries nothing and is not meant to; empty when there is none. */
  public Optional<String> idle() {
    return sizes.keySet().stream().filter(node -> !carrying.contains(node)).findFirst();
  }
}
