package dev.sheaf.actors.dataset;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.division.DividerCommand;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.books.DatasetBook;
import java.util.List;

/**
 * Tells the divider of the memory who reads a dataset, and what they gain; the share comes back.
 */
final class DividerLine {
  private static final EntityRefKey<DividerCommand> DIVIDER =
      new EntityRefKey<>(DividerCommand.KIND, DividerCommand.class);

  private final String dataset;
  private final Entities entities;
  private final DatasetBook book;
  private final MemoryShare share;
  private final ActorRef<ConductorCommand> conductor;
  private List<String> told = List.of();

  DividerLine(
      String dataset,
      Entities entities,
      DatasetBook book,
      MemoryShare share,
      ActorRef<ConductorCommand> conductor) {
    this.dataset = dataset;
    this.entities = entities;
    this.book = book;
    this.share = share;
    this.conductor = conductor;
  }

  /** Tells it, once somebody has joined. */
  void report() {
    if (share.wasRead()) {
      told = book.readers();
      var wish = share.wish(dataset, book.jobs(), told);
      entities.of(DIVIDER, DividerCommand.ID).tell(new DividerCommand.Report(wish, conductor));
    }
  }

  /** Tells it at once when somebody has begun to read: the least part is needed now. */
  void reportIfOthersRead() {
    if (!told.equals(book.readers())) {
      report();
    }
  }
}
