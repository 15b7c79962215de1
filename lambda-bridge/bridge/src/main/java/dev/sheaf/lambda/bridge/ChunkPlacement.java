package dev.sheaf.lambda.bridge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.actors.entity.EntityKind;
import java.util.TreeMap;

/**
 * The one entity that knows how much each function of the fleet may get: the weights of the slot
 * table. Which stripe is where is not its business, for that is computed or told by the functions.
 *
 * <p>A function of weight 0 is drained: it gets nothing new, and what it has is given up as its
 * packages are.
 */
public final class ChunkPlacement
    extends EventSourcedBehavior<
        ChunkPlacement.Command, ChunkPlacement.Weighed, ChunkPlacement.Weights> {
  /** The name of the kind. */
  public static final String KIND = "chunk-placement";

  /** The id of the one entity. */
  public static final String ID = "fleet";

  private static final int SNAPSHOT_EVERY = 100;
  private static final int MOST_WEIGHT = 1_000;

  /** What it is told and asked. */
  public sealed interface Command extends ControlMessage {
    /** Answers {@link Weights}. */
    record Show(ActorRef<Weights> replyTo) implements Command {}

    /**
     * From now on the function has this weight, 0..{@value #MOST_WEIGHT}; answers when it is so.
     */
    record Weigh(int node, int weight, ActorRef<Weights> replyTo) implements Command {}
  }

  /** A function has another weight. */
  public record Weighed(int node, int weight) implements ControlMessage {}

  /**
   * The weights.
   *
   * @param version grows with every change
   * @param others weights that are not 1, by function
   */
  public record Weights(long version, TreeMap<Integer, Integer> others) implements ControlMessage {
    /** All weigh the same. */
    static final Weights EVEN = new Weights(0, new TreeMap<>());

    /** Weights that own their map. */
    public Weights {
      others = new TreeMap<>(others);
    }

    /** The weight of a function. */
    public int of(int node) {
      return others.getOrDefault(node, 1);
    }

    Weights with(Weighed event) {
      var changed = new TreeMap<>(others);
      if (event.weight() == 1) {
        changed.remove(event.node());
      } else {
        changed.put(event.node(), event.weight());
      }
      return new Weights(version + 1, changed);
    }
  }

  /** The kind of the table. */
  public static EntityKind<Command> kind() {
    return new EntityKind<>(
        KIND, Command.class, ChunkPlacement::create, "cache", EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the table with this id. */
  public static Behavior<Command> create(String id) {
    return new ChunkPlacement(id);
  }

  private ChunkPlacement(String id) {
    super(PersistenceId.of(KIND, id));
  }

  @Override
  public Weights emptyState() {
    return Weights.EVEN;
  }

  @Override
  public CommandHandler<Command, Weighed, Weights> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::on);
  }

  private Effect<Weighed, Weights> on(Weights weights, Command command) {
    return switch (command) {
      case Command.Show(var replyTo) -> {
        replyTo.tell(weights);
        yield Effect().none();
      }
      case Command.Weigh(var node, var weight, var replyTo) -> {
        if (node < 0 || weight < 0 || weight > MOST_WEIGHT) {
          throw new IllegalArgumentException(
              "the weight of function %d must be 0..%d but was %d"
                  .formatted(node, MOST_WEIGHT, weight));
        }
        if (weights.of(node) == weight) {
          replyTo.tell(weights);
          yield Effect().none();
        }
        yield Effect().persist(new Weighed(node, weight)).thenRun(replyTo::tell);
      }
    };
  }

  @Override
  public EventHandler<Weights, Weighed> eventHandler() {
    return Weights::with;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
  }
}
