package dev.sheaf.sharding.allocation;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.dispatch.Futures;
import dev.sheaf.actors.entity.ClusterView;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;

/**
 * Places shards as another strategy does, and moves none while a node cannot be reached.
 *
 * <p>All regions must agree to a move, and a silent one does not. What was to be moved from a node
 * that is lost answers nobody until the move is given up; so none is begun that would be.
 */
final class CalmAllocation implements ActorSystemDependentAllocationStrategy {
  private final ShardAllocationStrategy strategy;
  private final ClusterView view;

  CalmAllocation(ShardAllocationStrategy strategy, ClusterView view) {
    this.strategy = strategy;
    this.view = view;
  }

  @Override
  public void start(ActorSystem system) {
    if (strategy instanceof ActorSystemDependentAllocationStrategy dependent) {
      dependent.start(system);
    }
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
    return strategy.allocateShard(requester, shard, allocations);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> moving) {
    return view.unreachable() == 0
        ? strategy.rebalance(allocations, moving)
        : Futures.successful(scala.collection.immutable.Set$.MODULE$.empty());
  }
}
