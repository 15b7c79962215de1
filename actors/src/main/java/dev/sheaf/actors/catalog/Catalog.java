package dev.sheaf.actors.catalog;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.policies.books.CatalogBook;
import java.util.List;

/**
 * The one entity that knows datasets and names: the live shell of {@link CatalogBook}.
 *
 * <pre>
 *   command ─► book decides ─► persist ─► book applies ─► reply
 * </pre>
 */
public final class Catalog
    extends EventSourcedBehavior<CatalogCommand, CatalogEvent, CatalogBook<DatasetEntry>> {
  private static final int SNAPSHOT_EVERY = 100;
  private static final int SNAPSHOTS_KEPT = 2;
  private static final int MOST_A_PAGE = 10_000;

  /** The kind of the catalog. */
  public static EntityKind<CatalogCommand> kind() {
    return new EntityKind<>(
        CatalogCommand.KIND,
        CatalogCommand.class,
        Catalog::create,
        "gateway",
        EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the catalog with this id. */
  public static Behavior<CatalogCommand> create(String id) {
    return new Catalog(id);
  }

  private Catalog(String id) {
    // No restart: Akka would replay into the same, changed book. Sharding makes a new catalog for
    // the next question.
    super(PersistenceId.of(CatalogCommand.KIND, id));
  }

  @Override
  public CatalogBook<DatasetEntry> emptyState() {
    return new CatalogBook<>();
  }

  @Override
  public CommandHandler<CatalogCommand, CatalogEvent, CatalogBook<DatasetEntry>> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::on);
  }

  private Effect<CatalogEvent, CatalogBook<DatasetEntry>> on(
      CatalogBook<DatasetEntry> book, CatalogCommand command) {
    return switch (command) {
      case CatalogCommand.RegisterDataset(DatasetEntry entry, ActorRef<CatalogReply> replyTo) ->
          decide(
              book, new CatalogBook.Command.Register<>(entry.version().dataset(), entry), replyTo);
      case CatalogCommand.FindDataset(String name, ActorRef<CatalogReply> replyTo) ->
          decide(book, new CatalogBook.Command.Find<>(name), replyTo);
      case CatalogCommand.ForgetDataset(String name, ActorRef<CatalogReply> replyTo) ->
          decide(book, new CatalogBook.Command.Forget<>(name), replyTo);
      case CatalogCommand.ChoosePolicy(
              String name,
              String policy,
              ActorRef<CatalogReply> replyTo) ->
          decide(book, new CatalogBook.Command.Govern<>(name, policy), replyTo);
      case CatalogCommand.FindPolicy(String name, ActorRef<CatalogReply> replyTo) ->
          decide(book, new CatalogBook.Command.FindPolicy<>(name), replyTo);
      case CatalogCommand.ClaimName(
              CatalogCommand.NameKind kind,
              String name,
              ActorRef<CatalogReply> replyTo) ->
          decide(book, new CatalogBook.Command.Claim<>(kind.name(), name), replyTo);
      case CatalogCommand.ListDatasets list -> {
        var limit = limit(list.limit());
        var page = book.datasets(list.cursor(), limit + 1);
        list.replyTo().tell(new CatalogReply.DatasetsAre(first(page, limit), more(page, limit)));
        yield Effect().none();
      }
      case CatalogCommand.ListNames list -> {
        var limit = limit(list.limit());
        var page = book.names(list.kind().name(), list.cursor(), limit + 1);
        list.replyTo().tell(new CatalogReply.NamesAre(first(page, limit), more(page, limit)));
        yield Effect().none();
      }
    };
  }

  private Effect<CatalogEvent, CatalogBook<DatasetEntry>> decide(
      CatalogBook<DatasetEntry> book,
      CatalogBook.Command<DatasetEntry> command,
      ActorRef<CatalogReply> replyTo) {
    // A catalog's decisions do not depend on time.
    var decision = book.decide(command, 0);
    return Effect()
        .persist(decision.events().stream().map(CatalogEvent::of).toList())
        .thenRun(() -> {
          if (decision.reply() != null) {
            replyTo.tell(reply(decision.reply()));
          }
        });
  }

  private static CatalogReply reply(CatalogBook.Reply<DatasetEntry> reply) {
    return switch (reply) {
      case CatalogBook.Reply.DatasetIs<DatasetEntry>(DatasetEntry entry, boolean fresh) ->
          new CatalogReply.DatasetIs(entry, fresh);
      case CatalogBook.Reply.NoSuchDataset<DatasetEntry>(String name, String nearest) ->
          new CatalogReply.NoSuchDataset(name, nearest);
      case CatalogBook.Reply.Forgotten<DatasetEntry>(String name) ->
          new CatalogReply.Forgotten(name);
      case CatalogBook.Reply.PolicyIs<DatasetEntry>(String name, String policy) ->
          new CatalogReply.PolicyIs(name, policy);
      case CatalogBook.Reply.NameIs<DatasetEntry>(String name, boolean fresh) ->
          new CatalogReply.NameIs(name, fresh);
    };
  }

  @Override
  public EventHandler<CatalogBook<DatasetEntry>, CatalogEvent> eventHandler() {
    return (book, event) -> {
      book.apply(event.forBook());
      return book;
    };
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  /** A book changes in place, so a snapshot is a copy: the events that would make it. */
  @Override
  public SnapshotAdapter<CatalogBook<DatasetEntry>> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(CatalogBook<DatasetEntry> book) {
        return new CatalogEvent.Snapshot(book.retold().stream().map(CatalogEvent::of).toList());
      }

      @Override
      public CatalogBook<DatasetEntry> fromJournal(Object from) {
        var book = new CatalogBook<DatasetEntry>();
        ((CatalogEvent.Snapshot) from).events().forEach(event -> book.apply(event.forBook()));
        return book;
      }
    };
  }

  /** A limit that can be served: whoever asks for nonsense must not end the catalog for all. */
  private static int limit(int asked) {
    return Math.clamp(asked, 0, MOST_A_PAGE);
  }

  private static <T> List<T> first(List<T> page, int limit) {
    return page.subList(0, Math.min(page.size(), limit));
  }

  private static <T> boolean more(List<T> page, int limit) {
    return page.size() > limit;
  }
}
