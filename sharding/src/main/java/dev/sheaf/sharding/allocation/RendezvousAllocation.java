package dev.sheaf.sharding.allocation;

import static java.util.Objects.requireNonNull;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.cluster.sharding.ShardCoordinator;
import akka.dispatch.Futures;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.sharding.membership.MemberId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts each partition on the node that rendezvous names, and moves it when that changes.
 *
 * <p><i>Goals:</i> any node computes from the membership alone where a partition lives; when a node
 * joins or leaves, only the partitions it gains or loses move. <i>Constraints:</i> only nodes whose
 * region has registered can be chosen; at most 64 partitions are on the move at once, since each
 * drains first. <i>Algorithm:</i> the first node in the partition's order that has a region. With
 * no cache node Up in this node's view (it has just started), the region with the lowest address.
 */
final class RendezvousAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
  private static final int MOVES_AT_ONCE = 64;

  private final ClusterView view;
  private final Address self;

  RendezvousAllocation(ClusterView view, Address self) {
    this.view = view;
    this.self = self;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
    var regions = regionsByAddress(allocations);
    var owner = ownerOf(shard, regions);
    return Futures.successful(
        owner != null ? owner : requireNonNull(regions.get(regions.firstKey())));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> moving) {
    var regions = regionsByAddress(allocations);
    var misplaced = new HashSet<String>();
    for (var here : allocations.entrySet()) {
      for (var shard : CollectionConverters.asJava(here.getValue())) {
        var owner = ownerOf(shard, regions);
        var moves = owner != null && !owner.equals(here.getKey()) && !moving.contains(shard);
        if (moves && moving.size() + misplaced.size() < MOVES_AT_ONCE) {
          misplaced.add(shard);
        }
      }
    }
    return Futures.successful(misplaced);
  }

  private @Nullable ActorRef ownerOf(String shard, SortedMap<String, ActorRef> regions) {
    for (var member : view.owners(Integer.parseInt(shard), Integer.MAX_VALUE)) {
      var region = regions.get(MemberId.hostPort(member));
      if (region != null) {
        return region;
      }
    }
    return null;
  }

  private SortedMap<String, ActorRef> regionsByAddress(
      Map<ActorRef, IndexedSeq<String>> allocations) {
    var regions = new TreeMap<String, ActorRef>();
    for (var region : allocations.keySet()) {
      var address = region.path().address();
      regions.put(MemberId.hostPort(address.hasLocalScope() ? self : address), region);
    }
    return regions;
  }
}
