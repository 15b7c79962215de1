package dev.sheaf.sharding.testing;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.sharding.allocation.ClusterEntities;
import dev.sheaf.sharding.bootstrap.FailOver;
import dev.sheaf.sharding.bootstrap.Joining;
import dev.sheaf.sharding.bootstrap.NodeSettings;
import dev.sheaf.sharding.bootstrap.NodeSystem;
import dev.sheaf.sharding.journal.Journal;
import dev.sheaf.sharding.membership.LiveClusterView;
import java.util.List;

/**
 * A member of a cluster inside the test's JVM.
 *
 * @param system its actor system
 * @param view the cluster as it sees it
 * @param entities the entities of the cluster
 */
public record TestNode(ActorSystem<Void> system, LiveClusterView view, ClusterEntities entities)
    implements AutoCloseable {
  private static final int PARTITIONS = 256;

  /** Starts a node that joins {@code seeds}, or begins a cluster; returns when it is Up. */
  public static TestNode start(Journal journal, long cacheBytes, String... seeds) {
    var settings =
        new NodeSettings(
            "127.0.0.1",
            0,
            cacheBytes > 0 ? List.of("cache", "gateway") : List.of("gateway"),
            cacheBytes,
            PARTITIONS,
            FailOver.FAST,
            false);
    var system =
        NodeSystem.start(Behaviors.<Void>empty(), settings, journal, ConfigFactory.empty());
    var view = LiveClusterView.start(system, PARTITIONS);
    var node = new TestNode(system, view, new ClusterEntities(system, view));
    Waiting.on(Joining.join(system, List.of(seeds)));
    return node;
  }

  /** Its address, for others to join. */
  public String seed() {
    return Joining.seedOf(system);
  }

  /** Leaves the cluster in order. */
  public void leave() {
    Waiting.on(Joining.leave(system));
  }

  /** Ends the actor system, in order too; harmless after {@link #leave}. */
  @Override
  public void close() {
    system.terminate();
    Waiting.on(system.getWhenTerminated());
  }
}
