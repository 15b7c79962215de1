package dev.sheaf.node.ephemeral;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.ephemeral.EphemeralAsk;
import dev.sheaf.actors.ephemeral.EphemeralKeeper;
import dev.sheaf.actors.ephemeral.EphemeralReports;
import dev.sheaf.actors.ephemeral.EphemeralShelf;
import dev.sheaf.node.Storage;
import dev.sheaf.node.config.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A node's ephemeral data. */
public final class NodeEphemeral {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final double PERCENT = 100;

  private final Settings settings;
  private final EphemeralShelf shelf;

  private NodeEphemeral(Settings settings, EphemeralShelf shelf) {
    this.settings = settings;
    this.shelf = shelf;
  }

  /**
   * Opens what outlived its jobs, and makes room for more.
   *
   * @throws IOException when the folder cannot be used
   */
  public static NodeEphemeral open(Settings settings, Storage storage) throws IOException {
    var share = settings.ephemeral().memoryPercent() / PERCENT;
    return new NodeEphemeral(
        settings,
        EphemeralShelf.open(
            storage.store(),
            settings.state().resolve("ephemeral"),
            (long) (storage.store().capacityBytes() * share),
            settings.ephemeral().diskBytes()));
  }

  /** The kind of the keeper, by this machine's clock, kept from running backwards. */
  public static EntityKind<EphemeralAsk> kind() {
    var last = new AtomicLong();
    return EphemeralKeeper.kind(() ->
        last.accumulateAndGet(
            TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), Math::max));
  }

  /** Tells the keeper each second what is here; only cache nodes carry such data. */
  public void report(ActorSystem<?> system, ClusterView cluster, Entities entities) {
    if (settings.plays("cache")) {
      var reports =
          system.systemActorOf(
              EphemeralReports.create(shelf, cluster, entities, settings.ephemeral().mbps(), EVERY),
              "ephemeral-reports",
              Props.empty());
      CoordinatedShutdown.get(system)
          .addActorTerminationTask(
              CoordinatedShutdown.PhaseBeforeServiceUnbind(),
              "ephemeral-reports",
              Adapter.toClassic(reports),
              Optional.of(new EphemeralReports.Message.Stop()));
    }
  }

  /** The values. */
  public EphemeralShelf shelf() {
    return shelf;
  }
}
