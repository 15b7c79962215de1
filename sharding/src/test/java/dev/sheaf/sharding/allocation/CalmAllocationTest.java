package dev.sheaf.sharding.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.ActorRef;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.dispatch.Futures;
import dev.sheaf.actors.entity.ClusterView;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Set;
import scala.collection.immutable.Set$;
import scala.concurrent.Future;

final class CalmAllocationTest {
  private static final Map<ActorRef, IndexedSeq<String>> NOTHING = Map$.MODULE$.empty();
  private static final Set<String> NONE = Set$.MODULE$.empty();
  private static final Set<String> RESTLESS = new Set.Set2<>("3", "4");

  private final AtomicInteger unreachable = new AtomicInteger();
  private final CalmAllocation calm = new CalmAllocation(new Restless(), new View());

  /** A fake: moves two shards whenever it is asked, and can place none. */
  private static final class Restless implements ShardAllocationStrategy {
    @Override
    public Future<ActorRef> allocateShard(
        ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
      return Futures.failed(new IllegalStateException("asked for " + shard));
    }

    @Override
    public Future<Set<String>> rebalance(
        Map<ActorRef, IndexedSeq<String>> allocations, Set<String> moving) {
      return Futures.successful(RESTLESS);
    }
  }

  /** A fake: knows only how many cannot be reached. */
  private final class View implements ClusterView {
    @Override
    public Member self() {
      return new Member("localhost:1#1", List.of(), "", "", 0);
    }

    @Override
    public List<Member> members() {
      return List.of(self());
    }

    @Override
    public int unreachable() {
      return unreachable.get();
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public List<Member> owners(int partition, int limit) {
      return List.of();
    }
  }

  private Set<String> moves() {
    return calm.rebalance(NOTHING, NONE).value().get().get();
  }

  @Test
  void shardsMoveAsTheOtherStrategySays() {
    assertEquals(RESTLESS, moves());
  }

  @Test
  void noneMovesWhileANodeCannotBeReached() {
    unreachable.set(1);
    assertEquals(NONE, moves());
    unreachable.set(0);
    assertEquals(RESTLESS, moves());
  }

  @Test
  void aNewShardIsPlacedWhoeverCannotBeReached() {
    unreachable.set(1);
    var placing = calm.allocateShard(ActorRef.noSender(), "7", NOTHING).value().get();
    var failure = assertThrows(IllegalStateException.class, placing::get);
    assertEquals("asked for 7", failure.getMessage());
  }
}
