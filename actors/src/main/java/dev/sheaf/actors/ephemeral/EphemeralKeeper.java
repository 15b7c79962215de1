package dev.sheaf.actors.ephemeral;

import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.policies.books.EphemeralBook;
import dev.sheaf.policies.books.EphemeralProtocol.Event;
import dev.sheaf.policies.books.EphemeralProtocol.Rules;
import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The one entity that promises jobs room for ephemeral data: the live shell of {@link
 * EphemeralBook}.
 *
 * <pre>
 *   command ─► book decides ─► persist what must last ─► book applies all ─► reply
 * </pre>
 *
 * <p>Jobs are journaled. Nodes, and when a job was last used, are not: one that has moved hears of
 * nodes within a second, and begins every lease anew.
 */
public final class EphemeralKeeper
    extends EventSourcedBehavior<EphemeralAsk, EphemeralNote, EphemeralBook> {
  private static final int SNAPSHOT_EVERY = 100;
  private static final int SNAPSHOTS_KEPT = 2;

  /** Pocket's controller, controller.py: what one function carries. */
  private static final double MBPS_PER_LAMBDA = 600;

  /** A quarter of a node; nodes are shared with the cache here, and cannot be had anew. */
  private static final double NODES_WITHOUT_HINT = 0.25;

  private static final int MOST_NODES = 1_000;

  /** So many tokens go into a report that stays a small message. */
  private static final int MOST_JOBS = 256;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A little less than a second: reports come once a second, and a little late. */
  private static final Duration SWEEP = Duration.ofMillis(900);

  /** How jobs are sized, and nodes are counted. */
  public static final Rules RULES =
      new Rules(
          MBPS_PER_LAMBDA,
          NODES_WITHOUT_HINT,
          new AllocatedNetworkScaling(
              AllocatedNetworkScaling.AS_PUBLISHED.addAbove(),
              AllocatedNetworkScaling.AS_PUBLISHED.drainBelow(),
              1,
              MOST_NODES),
          PATIENCE.toNanos(),
          SWEEP.toNanos(),
          MOST_JOBS);

  private final LongSupplier clockNanos;

  /** The kind of the keeper. */
  public static EntityKind<EphemeralAsk> kind(LongSupplier clockNanos) {
    return new EntityKind<>(
        EphemeralAsk.KIND,
        EphemeralAsk.class,
        id -> create(id, clockNanos),
        "cache",
        EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the keeper with this id, by a clock that never runs backwards. */
  public static Behavior<EphemeralAsk> create(String id, LongSupplier clockNanos) {
    return new EphemeralKeeper(id, clockNanos);
  }

  private EphemeralKeeper(String id, LongSupplier clockNanos) {
    // No restart: Akka would replay into the same, changed book.
    super(PersistenceId.of(EphemeralAsk.KIND, id));
    this.clockNanos = clockNanos;
  }

  @Override
  public EphemeralBook emptyState() {
    return new EphemeralBook(RULES);
  }

  @Override
  public CommandHandler<EphemeralAsk, EphemeralNote, EphemeralBook> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::on);
  }

  private Effect<EphemeralNote, EphemeralBook> on(EphemeralBook book, EphemeralAsk ask) {
    var decision = book.decide(ask.command(), clockNanos.getAsLong());
    var lasting =
        decision.events().stream()
            .filter(Event.Lasting.class::isInstance)
            .map(Event.Lasting.class::cast)
            .map(EphemeralNote::new)
            .toList();
    return Effect()
        .persist(lasting)
        .thenRun(() -> {
          decision.events().stream().filter(Event.Passing.class::isInstance).forEach(book::apply);
          var reply = decision.reply();
          if (reply != null) {
            ask.replyTo().tell(new EphemeralAnswer(reply));
          }
        });
  }

  @Override
  public EventHandler<EphemeralBook, EphemeralNote> eventHandler() {
    return (book, note) -> {
      book.apply(note.event());
      return book;
    };
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  /** A book changes in place, so a snapshot is a copy: the events that would make it. */
  @Override
  public SnapshotAdapter<EphemeralBook> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(EphemeralBook book) {
        return new EphemeralNote.Snapshot(book.retold().stream().map(EphemeralNote::new).toList());
      }

      @Override
      public EphemeralBook fromJournal(Object from) {
        var book = new EphemeralBook(RULES);
        ((EphemeralNote.Snapshot) from).notes().forEach(note -> book.apply(note.event()));
        return book;
      }
    };
  }
}
