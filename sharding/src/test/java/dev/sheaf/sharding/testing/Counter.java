package dev.sheaf.sharding.testing;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.entity.EntityRefKey;
import java.time.Duration;

/** A toy entity whose only state is a sum; each change is an event. */
public final class Counter
    extends EventSourcedBehaviorWithEnforcedReplies<Counter.Command, Counter.Added, Long> {
  /** The name of the kind. */
  public static final EntityRefKey<Command> KEY = new EntityRefKey<>("counter", Command.class);

  /** Counters, spread evenly over cache nodes. */
  public static final EntityKind<Command> KIND =
      new EntityKind<>(
          KEY.name(), Command.class, Counter::create, "cache", EntityKind.Spread.BALANCED);

  /** What a counter is told. */
  public sealed interface Command extends ControlMessage {}

  /** Adds to the sum; answers what it is then. */
  public record Add(long amount, ActorRef<Sum> replyTo) implements Command {}

  /** Asks for the sum. */
  public record Get(ActorRef<Sum> replyTo) implements Command {}

  /** The sum, and the {@code host:port} of the node that keeps it. */
  public record Sum(long value, String node) implements ControlMessage {}

  /** Something was added. */
  public record Added(Amount amount) implements ControlMessage {}

  /** How much: sealed, so that the journal has to name the leaf. */
  public sealed interface Amount {}

  /** A whole number. */
  public record Whole(long value) implements Amount {}

  /** Nothing. */
  public record Zero() implements Amount {}

  private final String node;

  private Counter(String id, String node) {
    super(
        PersistenceId.of(KEY.name(), id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(1), 0.1));
    this.node = node;
  }

  /** The counter {@code id}. */
  public static Behavior<Command> create(String id) {
    return Behaviors.setup(context ->
        new Counter(id, Cluster.get(context.getSystem()).selfMember().address().hostPort()));
  }

  @Override
  public Long emptyState() {
    return 0L;
  }

  @Override
  public CommandHandlerWithReply<Command, Added, Long> commandHandler() {
    return newCommandHandlerWithReplyBuilder().forAnyState().onAnyCommand(this::handle);
  }

  private ReplyEffect<Added, Long> handle(Long sum, Command command) {
    return switch (command) {
      case Add(var amount, var replyTo) ->
          Effect()
              .persist(new Added(amount == 0 ? new Zero() : new Whole(amount)))
              .thenReply(replyTo, now -> new Sum(now, node));
      case Get(var replyTo) -> Effect().reply(replyTo, new Sum(sum, node));
    };
  }

  @Override
  public EventHandler<Long, Added> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onAnyEvent((sum, event) ->
            switch (event.amount()) {
              case Whole(var value) -> sum + value;
              case Zero() -> sum;
            });
  }
}
