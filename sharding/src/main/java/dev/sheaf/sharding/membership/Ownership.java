package dev.sheaf.sharding.membership;

import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.policies.placement.Rendezvous;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which cache nodes own which partition, for one set of members.
 *
 * <p>A node is ranked by its address, not by the life of its process: one that comes back gets its
 * partitions back. The second in the order of a partition is the node that owned it before the
 * first one joined.
 *
 * <p><i>Cost:</i> an order is computed once per partition and set of members, then read.
 */
final class Ownership {
  private final Map<String, Member> caches;
  private final List<Rendezvous.Node> nodes;
  private final AtomicReferenceArray<List<Member>> orders;

  Ownership(List<Member> members, int partitions) {
    this.caches =
        members.stream()
            .filter(member -> member.roles().contains(MemberRoles.CACHE))
            // One that is back may be listed beside its earlier life, and before it.
            .collect(
                Collectors.toMap(
                    MemberId::hostPort, Function.identity(), (first, second) -> first));
    this.nodes =
        caches.values().stream()
            .map(member ->
                new Rendezvous.Node(MemberId.hostPort(member), Math.max(1, member.cacheBytes())))
            .toList();
    this.orders = new AtomicReferenceArray<>(partitions);
  }

  List<Member> owners(int partition, int limit) {
    if (partition < 0 || partition >= orders.length()) {
      throw new IllegalArgumentException(
          "partition must be 0.." + (orders.length() - 1) + " but was " + partition);
    }
    var order = orders.get(partition);
    if (order == null) {
      order = Rendezvous.order(nodes, partition, nodes.size()).stream().map(this::member).toList();
      orders.set(partition, order);
    }
    return order.subList(0, Math.min(limit, order.size()));
  }

  private Member member(Rendezvous.Node node) {
    var member = caches.get(node.id());
    if (member == null) {
      throw new IllegalStateException("rendezvous named " + node.id() + ", which is no candidate");
    }
    return member;
  }
}
