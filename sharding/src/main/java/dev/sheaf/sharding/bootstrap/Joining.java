package dev.sheaf.sharding.bootstrap;

import akka.Done;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import akka.cluster.typed.SelfUp;
import akka.cluster.typed.Subscribe;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** How a node comes into the cluster and leaves it. */
public final class Joining {
  private static final AtomicInteger WATCHES = new AtomicInteger();
  private static final String TURNED_AWAY =
      " was not reached or turned this node away: see that one of its nodes runs, with the same"
          + " partitions and of this version or the one beside it, and that its host and port are"
          + " right";

  private Joining() {}

  /**
   * Joins the cluster of any of {@code seeds}, or begins one when there are none; done when this
   * node is Up, failed when its actor system ended before that.
   *
   * @param seeds {@code host:port} of nodes
   * @throws IllegalArgumentException when a seed is not {@code host:port}
   */
  public static CompletionStage<Done> join(ActorSystem<?> system, List<String> seeds) {
    var addresses = seeds.stream().map(Joining::address).toList();
    var up = watch(system, turnedAway(seeds));
    var cluster = Cluster.get(system);
    cluster
        .manager()
        .tell(
            addresses.isEmpty()
                ? Join.create(cluster.selfMember().address())
                : new JoinSeedNodes(addresses));
    return up;
  }

  /**
   * Joins the cluster of nodes that are found, or begins one with them; done when this node is Up,
   * failed when its contact port cannot be had or its actor system ended before that. The actor
   * system must have been started with {@link Contacts#config}.
   */
  public static CompletionStage<Done> discover(
      ActorSystem<?> system, Contacts contacts, Optional<ContactTls> tls) {
    var up = watch(system, "the cluster that was found by " + contacts + TURNED_AWAY);
    tls.ifPresent(own ->
        Http.get(system)
            .setDefaultClientHttpsContext(
                ConnectionContext.httpsClient((host, port) -> own.asks().get())));
    return AkkaManagement.get(system)
        .start(settings ->
            tls.map(own ->
                    settings.withHttpsConnectionContext(
                        ConnectionContext.httpsServer(own.answers()::get)))
                .orElse(settings))
        .exceptionally(failure -> {
          throw new IllegalStateException(
              "nothing can listen at the contact port %s:%d: it is in use, or the host is none of"
                      .formatted(contacts.host(), contacts.port())
                  + " this machine",
              failure);
        })
        .thenCompose(listening -> {
          ClusterBootstrap.get(system).start();
          return up;
        });
  }

  private static CompletableFuture<Done> watch(ActorSystem<?> system, String turnedAway) {
    var up = new CompletableFuture<Done>();
    system.systemActorOf(untilUp(up), "joining-" + WATCHES.incrementAndGet(), Props.empty());
    system
        .getWhenTerminated()
        .thenRun(() -> up.completeExceptionally(new IllegalStateException(turnedAway)));
    return up;
  }

  /**
   * Leaves the cluster in order: entities are handed over, the others agree, the actor system ends.
   */
  public static CompletionStage<Done> leave(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.clusterLeavingReason());
  }

  /** True when this node is in no cluster any more: it has left, or was given up. */
  public static boolean isOver(ActorSystem<?> system) {
    return Cluster.get(system).isTerminated();
  }

  /** The {@code host:port} of this node, for others to name as their seed. */
  public static String seedOf(ActorSystem<?> system) {
    var address = Cluster.get(system).selfMember().address();
    return address.host().get() + ":" + address.port().get();
  }

  private static Address address(String seed) {
    var colon = seed.lastIndexOf(':');
    if (colon < 1 || !seed.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException("a seed must be host:port but was " + seed);
    }
    var port = Integer.parseInt(seed.substring(colon + 1));
    return new Address("akka", NodeSystem.NAME, seed.substring(0, colon), port);
  }

  private static String turnedAway(List<String> seeds) {
    return "the cluster of " + seeds + TURNED_AWAY;
  }

  private static Behavior<SelfUp> untilUp(CompletableFuture<Done> up) {
    return Behaviors.setup(context -> {
      Cluster.get(context.getSystem())
          .subscriptions()
          .tell(Subscribe.create(context.getSelf(), SelfUp.class));
      return Behaviors.receiveMessage(_ -> {
        up.complete(Done.getInstance());
        return Behaviors.stopped();
      });
    });
  }
}
