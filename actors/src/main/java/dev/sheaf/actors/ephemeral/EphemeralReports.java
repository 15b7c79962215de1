package dev.sheaf.actors.ephemeral;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Reply;
import dev.sheaf.policies.books.EphemeralProtocol.Site;
import java.time.Duration;

/** Tells the keeper every so often what this node has, and lets the shelf drop what is over. */
public final class EphemeralReports {
  private static final EntityRefKey<EphemeralAsk> KEEPER =
      new EntityRefKey<>(EphemeralAsk.KIND, EphemeralAsk.class);

  private EphemeralReports() {}

  /** What it hears. */
  public sealed interface Message {
    /** Time to tell. */
    record Tell() implements Message {}

    /** The node leaves: whoever speaks to an entity now would make it wait. */
    record Stop() implements Message {}

    /** What the keeper answered. */
    record Answered(EphemeralAnswer answer) implements Message {}
  }

  /**
   * Reports of {@code shelf}, every so often.
   *
   * @param mbps of the node's network
   */
  public static Behavior<Message> create(
      EphemeralShelf shelf, ClusterView cluster, Entities entities, double mbps, Duration every) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new Message.Tell(), Duration.ZERO, every);
          var answers = context.messageAdapter(EphemeralAnswer.class, Message.Answered::new);
          return Behaviors.receiveMessage(message -> {
            switch (message) {
              case Message.Tell tell -> {
                shelf.dropOutdated(System.currentTimeMillis());
                var site =
                    new Site(cluster.self().id(), shelf.memoryBytes(), shelf.diskBytes(), mbps);
                var report = new Command.Report(site, shelf.tokens());
                entities.of(KEEPER, EphemeralAsk.ID).tell(new EphemeralAsk(report, answers));
              }
              case Message.Answered(EphemeralAnswer(Reply.Over over)) -> {
                over.ended().forEach(shelf::end);
                over.forgotten().forEach(shelf::forget);
              }
              case Message.Answered other -> {}
              case Message.Stop stop -> {
                return Behaviors.stopped();
              }
            }
            return Behaviors.same();
          });
        }));
  }
}
