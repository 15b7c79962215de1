package dev.sheaf.actors.catalog;

import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.books.CatalogBook;
import java.util.List;

/** What the catalog's journal holds. */
public sealed interface CatalogEvent extends ControlMessage {
  /** A dataset has this version now. */
  record DatasetRegistered(DatasetEntry entry) implements CatalogEvent {}

  /** A dataset is forgotten. */
  record DatasetForgotten(String name) implements CatalogEvent {}

  /** A dataset has this cache policy now; empty: the default. */
  record PolicyChosen(String name, String policy) implements CatalogEvent {}

  /** A name is taken. */
  record NameClaimed(CatalogCommand.NameKind kind, String name) implements CatalogEvent {}

  /** The whole of a catalog, as the events that would make it. */
  record Snapshot(List<CatalogEvent> events) implements ControlMessage {
    /** A snapshot that owns its list. */
    public Snapshot {
      events = List.copyOf(events);
    }
  }

  /** The journal's form of a book's event. */
  static CatalogEvent of(CatalogBook.Event<DatasetEntry> event) {
    return switch (event) {
      case CatalogBook.Event.DatasetRegistered<DatasetEntry>(String name, DatasetEntry entry) ->
          new DatasetRegistered(entry);
      case CatalogBook.Event.DatasetForgotten<DatasetEntry>(String name) ->
          new DatasetForgotten(name);
      case CatalogBook.Event.PolicyChosen<DatasetEntry>(String name, String policy) ->
          new PolicyChosen(name, policy);
      case CatalogBook.Event.NameClaimed<DatasetEntry>(String kind, String name) ->
          new NameClaimed(CatalogCommand.NameKind.valueOf(kind), name);
    };
  }

  /** The book's form of this event. */
  default CatalogBook.Event<DatasetEntry> forBook() {
    return switch (this) {
      case DatasetRegistered(DatasetEntry entry) ->
          new CatalogBook.Event.DatasetRegistered<>(entry.version().dataset(), entry);
      case DatasetForgotten(String name) -> new CatalogBook.Event.DatasetForgotten<>(name);
      case PolicyChosen(String name, String policy) ->
          new CatalogBook.Event.PolicyChosen<>(name, policy);
      case NameClaimed(CatalogCommand.NameKind kind, String name) ->
          new CatalogBook.Event.NameClaimed<>(kind.name(), name);
    };
  }
}
