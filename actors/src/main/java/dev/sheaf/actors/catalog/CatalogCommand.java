package dev.sheaf.actors.catalog;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.ControlMessage;

/** What the {@code Catalog} is told and asked; there is one, with the id {@link #ID}. */
public sealed interface CatalogCommand extends ControlMessage {
  /** The name of the entity kind. */
  String KIND = "catalog";

  /** The id of the one catalog. */
  String ID = "catalog";

  /** What a name belongs to. */
  enum NameKind {
    JOB,
    ENSEMBLE
  }

  /** Makes {@code entry} the current version of its dataset; answers DatasetIs. Idempotent. */
  record RegisterDataset(DatasetEntry entry, ActorRef<CatalogReply> replyTo)
      implements CatalogCommand {}

  /** Asks for the current version of a dataset; answers DatasetIs or NoSuchDataset. */
  record FindDataset(String name, ActorRef<CatalogReply> replyTo) implements CatalogCommand {}

  /** Asks for datasets after {@code cursor} in order of name; answers DatasetsAre. */
  record ListDatasets(String cursor, int limit, ActorRef<CatalogReply> replyTo)
      implements CatalogCommand {}

  /** Forgets a dataset; its objects stay in the origin. Answers Forgotten or NoSuchDataset. */
  record ForgetDataset(String name, ActorRef<CatalogReply> replyTo) implements CatalogCommand {}

  /**
   * Chooses the cache policy of a dataset, registered or not yet; empty: the node's default.
   * Answers PolicyIs.
   */
  record ChoosePolicy(String name, String policy, ActorRef<CatalogReply> replyTo)
      implements CatalogCommand {}

  /** Asks for the cache policy that was chosen for a dataset; answers PolicyIs. */
  record FindPolicy(String name, ActorRef<CatalogReply> replyTo) implements CatalogCommand {}

  /** Takes a name for good; answers NameIs with {@code fresh} false when it was taken before. */
  record ClaimName(NameKind kind, String name, ActorRef<CatalogReply> replyTo)
      implements CatalogCommand {}

  /** Asks for names after {@code cursor} in order; answers NamesAre. */
  record ListNames(NameKind kind, String cursor, int limit, ActorRef<CatalogReply> replyTo)
      implements CatalogCommand {}
}
