package dev.sheaf.sharding.bootstrap;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.sharding.journal.Journal;
import dev.sheaf.sharding.membership.MemberRoles;
import java.util.Map;

/** Starts the actor system of a node; it is in no cluster until it {@link Joining joins}. */
public final class NodeSystem {
  /** The name of every node's actor system, hence part of each address. */
  public static final String NAME = "sheaf";

  private NodeSystem() {}

  /**
   * Starts the actor system.
   *
   * @param more settings of other modules, which come first
   */
  public static <T> ActorSystem<T> start(
      Behavior<T> guardian, NodeSettings settings, Journal journal, Config more) {
    return ActorSystem.create(guardian, NAME, config(settings, journal, more));
  }

  /** All settings of the actor system, references of the libraries included. */
  public static Config config(NodeSettings settings, Journal journal, Config more) {
    return ConfigFactory.load(
        more.withFallback(ofNode(settings))
            .withFallback(journal.config())
            .withFallback(settings.failOver().config())
            .withFallback(ConfigFactory.parseResources(NodeSystem.class, "node.conf")));
  }

  private static Config ofNode(NodeSettings settings) {
    return ConfigFactory.parseMap(
        Map.of(
            "akka.remote.artery.canonical.hostname", settings.host(),
            "akka.remote.artery.canonical.port", settings.port(),
            "akka.cluster.roles", MemberRoles.encode(settings.roles(), settings.cacheBytes()),
            "akka.cluster.sharding.number-of-shards", settings.partitions(),
            "akka.coordinated-shutdown.exit-jvm", settings.exitJvm() ? "on" : "off"));
  }
}
