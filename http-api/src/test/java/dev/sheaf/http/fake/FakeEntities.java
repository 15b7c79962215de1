package dev.sheaf.http.fake;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.ephemeral.EphemeralAsk;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Entities as plain actors of one test kit; a job named {@code silent} never answers. */
public final class FakeEntities implements Entities {
  private final ActorTestKit kit;
  private final Map<String, ActorRef<?>> refs = new ConcurrentHashMap<>();

  /** What consumed-messages reached the jobs, by job. */
  public final Map<String, JobCommand.Consumed> consumed = new ConcurrentHashMap<>();

  /** Who promises room for ephemeral data. */
  public final FakeKeeper keeper = new FakeKeeper();

  /** The policies that conductors were told, in order. */
  public final List<String> kept = new CopyOnWriteArrayList<>();

  /** What {@code ConductorReply.Standing} says. */
  public volatile ConductorReply.Standing standing =
      new ConductorReply.Standing("pinned", 0, 0, 0, 0, 0);

  /** Entities in {@code kit}. */
  public FakeEntities(ActorTestKit kit) {
    this.kit = kit;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <M> RecipientRef<M> of(EntityRefKey<M> kind, String id) {
    return (RecipientRef<M>)
        refs.computeIfAbsent(kind.name() + "/" + id, key -> kit.spawn(behaviour(kind.name(), id)));
  }

  private Behavior<?> behaviour(String kind, String id) {
    return switch (kind) {
      case CatalogCommand.KIND -> new FakeCatalog().behaviour();
      case ConductorCommand.KIND -> conductor();
      case EnsembleCommand.KIND -> FakeEnsemble.behaviour(id);
      case EphemeralAsk.KIND -> keeper.behaviour();
      case JobCommand.KIND ->
          id.equals("silent")
              ? Behaviors.<JobMessage>ignore()
              : new FakeJob(id, consumed).behaviour();
      default -> throw new IllegalArgumentException("no kind " + kind);
    };
  }

  private Behavior<ConductorCommand> conductor() {
    return Behaviors.receiveMessage(message -> {
      if (message instanceof ConductorCommand.Keep(var policy)) {
        kept.add(policy);
      }
      if (message instanceof ConductorCommand.Observe(var replyTo)) {
        replyTo.tell(standing);
      }
      return Behaviors.same();
    });
  }
}
