package dev.sheaf.sharding.allocation;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.entity.EntityKind.Spread;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.vocabulary.NearestName;
import dev.sheaf.sharding.membership.MemberRoles;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The entities of the whole cluster: kinds are registered on every node, whatever its roles, and
 * their entities live on the nodes that play the kind's role.
 *
 * <p>A message to an entity that is on the move waits for it, up to a limit; the sender asks with a
 * deadline and asks again.
 */
public final class ClusterEntities implements Entities {
  private final ClusterSharding sharding;
  private final ShardAllocationStrategy rendezvous;
  private final ClusterView view;
  private final ClusterShardingSettings settings;
  private final Map<String, EntityTypeKey<?>> keys = new ConcurrentSkipListMap<>();

  /** The entities of {@code system}'s cluster, partitions placed as {@code view} computes. */
  public ClusterEntities(ActorSystem<?> system, ClusterView view) {
    this.sharding = ClusterSharding.get(system);
    var self = Cluster.get(system).selfMember().address();
    this.rendezvous = new CalmAllocation(new RendezvousAllocation(view, self), view);
    this.view = view;
    this.settings = ClusterShardingSettings.create(system);
  }

  /** Makes entities of {@code kind} reachable; one that moves is stopped at once. */
  public <M> void register(EntityKind<M> kind) {
    start(kind, entityOf(kind));
  }

  /** Makes entities of {@code kind} reachable; one that moves is told {@code handOver} first. */
  public <M> void register(EntityKind<M> kind, M handOver) {
    start(kind, entityOf(kind).withStopMessage(handOver));
  }

  @Override
  public <M> RecipientRef<M> of(EntityRefKey<M> kind, String id) {
    var key = keys.get(kind.name());
    if (key == null || !key.equals(keyOf(kind.protocol(), kind.name()))) {
      throw new IllegalArgumentException(
          "no kind %s of %s is registered; the nearest is %s"
              .formatted(
                  kind.name(),
                  kind.protocol().getName(),
                  NearestName.of(kind.name(), keys.keySet()).orElse("none")));
    }
    return sharding.entityRefFor(keyOf(kind.protocol(), kind.name()), id);
  }

  private <M> void start(EntityKind<M> kind, Entity<M, ShardingEnvelope<M>> entity) {
    var key = keyOf(kind.protocol(), kind.name());
    if (keys.putIfAbsent(kind.name(), key) != null) {
      throw new IllegalArgumentException("kind " + kind.name() + " is registered already");
    }
    sharding.init(
        switch (kind.spread()) {
          case BALANCED -> entity.withAllocationStrategy(balanced());
          case RENDEZVOUS ->
              entity
                  .withMessageExtractor(new PartitionShards<>())
                  .withAllocationStrategy(rendezvous);
        });
  }

  private ShardAllocationStrategy balanced() {
    return new CalmAllocation(sharding.defaultShardAllocationStrategy(settings), view);
  }

  private <M> Entity<M, ShardingEnvelope<M>> entityOf(EntityKind<M> kind) {
    if (kind.spread() == Spread.RENDEZVOUS && !kind.role().equals(MemberRoles.CACHE)) {
      throw new IllegalArgumentException(
          "only the role %s owns partitions, but kind %s asks for %s"
              .formatted(MemberRoles.CACHE, kind.name(), kind.role()));
    }
    return Entity.of(
            keyOf(kind.protocol(), kind.name()),
            context -> kind.behaviour().apply(context.getEntityId()))
        .withRole(kind.role());
  }

  private static <M> EntityTypeKey<M> keyOf(Class<M> protocol, String name) {
    return EntityTypeKey.create(protocol, name);
  }
}
